//! Documents: from results to the document model and its formats.
