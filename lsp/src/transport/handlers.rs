//! The requests of the protocol. Each is handed on to a feature, on a snapshot.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use serde_json::Value;
use tower_lsp::LanguageServer;
use tower_lsp::jsonrpc::{Error, ErrorCode, Result};
use tower_lsp::ls_types::*;

use super::hierarchy::{self, Way};
use super::session::{Problems, Session};
use super::view::{JumpFeature, Layout, View};
use super::{Core, drawing, lock, path_of};
use crate::features::definition;

/// The handlers of requests.
pub struct Backend(pub Arc<Core>);

impl Backend {
    async fn jump(
        &self,
        params: GotoDefinitionParams,
        feature: JumpFeature,
    ) -> Result<Option<GotoDefinitionResponse>> {
        let TextDocumentPositionParams { text_document, position } = params.text_document_position_params;
        self.0.answer("a jump", &text_document.uri, move |view| view.jump(position, feature)).await
    }
}

impl Backend {
    async fn step(
        &self,
        item: &CallHierarchyItem,
        way: Way,
    ) -> Result<Option<Vec<(CallHierarchyItem, Vec<Range>)>>> {
        let Some((uri, name)) = hierarchy::kept(item) else { return Ok(None) };
        let named = uri.clone();
        self.0.of_package("the trace", &uri, move |view| view.step(&named, &name, way)).await
    }

    async fn format(&self, uri: &Uri, what: Layout) -> Result<Option<Vec<TextEdit>>> {
        let edits = move |view: &View| Some(view.format(what));
        self.0.answer("the layout", uri, edits).await?.transpose().map_err(refused)
    }
}

/// The answer to what cannot be done, with why.
fn refused(why: String) -> Error {
    const REQUEST_FAILED: i64 = -32803;
    Error { code: ErrorCode::ServerError(REQUEST_FAILED), message: why.into(), data: None }
}

impl LanguageServer for Backend {
    async fn initialize(&self, params: InitializeParams) -> Result<InitializeResult> {
        let session = Session::new(&params);
        // tower-lsp refuses a second `initialize`.
        let _ = self.0.session.set(session.clone());
        if let Some(settings) = params.initialization_options.as_ref().and_then(|o| o.get("settings")) {
            self.0.choose(settings.clone());
        }
        let folders = params.workspace_folders.unwrap_or_default();
        self.0.look_into(folders.iter().filter_map(|folder| path_of(&folder.uri)).collect());
        let pulled = session.problems != Problems::Pushed;
        let pulled = pulled.then(|| {
            DiagnosticServerCapabilities::Options(DiagnosticOptions {
                identifier: Some("annexa".into()),
                inter_file_dependencies: true,
                workspace_diagnostics: session.problems == Problems::Pulled,
                ..DiagnosticOptions::default()
            })
        });
        Ok(InitializeResult {
            capabilities: ServerCapabilities {
                position_encoding: Some(session.encoding.kind()),
                diagnostic_provider: pulled,
                text_document_sync: Some(TextDocumentSyncCapability::Options(TextDocumentSyncOptions {
                    open_close: Some(true),
                    change: Some(TextDocumentSyncKind::INCREMENTAL),
                    save: Some(TextDocumentSyncSaveOptions::SaveOptions(SaveOptions {
                        include_text: Some(false),
                    })),
                    ..TextDocumentSyncOptions::default()
                })),
                completion_provider: Some(CompletionOptions {
                    trigger_characters: Some([":", ".", ",", "{", "["].map(str::to_owned).to_vec()),
                    ..CompletionOptions::default()
                }),
                hover_provider: Some(HoverProviderCapability::Simple(true)),
                document_formatting_provider: Some(OneOf::Left(true)),
                document_range_formatting_provider: Some(OneOf::Left(true)),
                document_on_type_formatting_provider: Some(DocumentOnTypeFormattingOptions {
                    first_trigger_character: "}".into(),
                    more_trigger_character: Some(vec!["\n".into()]),
                }),
                definition_provider: Some(OneOf::Left(true)),
                type_definition_provider: Some(TypeDefinitionProviderCapability::Simple(true)),
                implementation_provider: Some(ImplementationProviderCapability::Simple(true)),
                references_provider: Some(OneOf::Left(true)),
                document_highlight_provider: Some(OneOf::Left(true)),
                rename_provider: Some(OneOf::Right(RenameOptions {
                    prepare_provider: Some(true),
                    work_done_progress_options: WorkDoneProgressOptions::default(),
                })),
                workspace_symbol_provider: Some(OneOf::Left(true)),
                folding_range_provider: Some(FoldingRangeProviderCapability::Simple(true)),
                selection_range_provider: Some(SelectionRangeProviderCapability::Simple(true)),
                semantic_tokens_provider: Some(SemanticTokensServerCapabilities::SemanticTokensOptions(
                    SemanticTokensOptions {
                        legend: drawing::legend(),
                        range: Some(true),
                        full: Some(SemanticTokensFullOptions::Delta { delta: Some(true) }),
                        work_done_progress_options: WorkDoneProgressOptions::default(),
                    },
                )),
                inlay_hint_provider: Some(OneOf::Left(true)),
                code_lens_provider: Some(CodeLensOptions { resolve_provider: Some(false) }),
                document_link_provider: Some(DocumentLinkOptions {
                    resolve_provider: Some(false),
                    work_done_progress_options: WorkDoneProgressOptions::default(),
                }),
                call_hierarchy_provider: Some(CallHierarchyServerCapability::Simple(true)),
                workspace: Some(WorkspaceServerCapabilities {
                    workspace_folders: Some(WorkspaceFoldersServerCapabilities {
                        supported: Some(true),
                        change_notifications: Some(OneOf::Left(true)),
                    }),
                    file_operations: Some(WorkspaceFileOperationsServerCapabilities {
                        will_rename: Some(FileOperationRegistrationOptions {
                            filters: vec![FileOperationFilter {
                                scheme: None,
                                pattern: FileOperationPattern { glob: "**/*".into(), ..Default::default() },
                            }],
                        }),
                        ..WorkspaceFileOperationsServerCapabilities::default()
                    }),
                }),
                document_symbol_provider: Some(OneOf::Left(true)),
                code_action_provider: Some(CodeActionProviderCapability::Options(CodeActionOptions {
                    code_action_kinds: Some(vec![
                        CodeActionKind::QUICKFIX,
                        CodeActionKind::SOURCE_FIX_ALL,
                        CodeActionKind::REFACTOR_REWRITE,
                        CodeActionKind::REFACTOR_EXTRACT,
                    ]),
                    ..CodeActionOptions::default()
                })),
                ..ServerCapabilities::default()
            },
            server_info: Some(ServerInfo {
                name: "annexa".into(),
                version: Some(env!("CARGO_PKG_VERSION").into()),
            }),
            ..InitializeResult::default()
        })
    }

    async fn initialized(&self, _: InitializedParams) {
        self.0.ask_for_settings();
        self.0.watch();
    }

    async fn did_change_configuration(&self, params: DidChangeConfigurationParams) {
        match params.settings {
            Value::Object(settings) if !settings.is_empty() => self.0.choose(Value::Object(settings)),
            _ => self.0.ask_for_settings(),
        }
    }

    async fn did_change_workspace_folders(&self, params: DidChangeWorkspaceFoldersParams) {
        let paths = |folders: Vec<WorkspaceFolder>| folders.into_iter().filter_map(|f| path_of(&f.uri));
        for folder in paths(params.event.removed) {
            lock(&self.0.workspace).leave(&folder);
        }
        self.0.look_into(paths(params.event.added).collect());
    }

    async fn shutdown(&self) -> Result<()> {
        self.0.orderly.store(true, Ordering::Relaxed);
        Ok(())
    }

    async fn hover(&self, params: HoverParams) -> Result<Option<Hover>> {
        let TextDocumentPositionParams { text_document, position } = params.text_document_position_params;
        self.0.answer("hover", &text_document.uri, move |view| view.hover(position)).await
    }

    async fn completion(&self, params: CompletionParams) -> Result<Option<CompletionResponse>> {
        let templates = self.0.session.get().is_some_and(|s| s.templates);
        let TextDocumentPositionParams { text_document, position } = params.text_document_position;
        let list = move |view: &View| view.completion(position, templates);
        let list = self.0.answer("completion", &text_document.uri, list).await?;
        Ok(list.map(CompletionResponse::List))
    }

    async fn goto_definition(&self, params: GotoDefinitionParams) -> Result<Option<GotoDefinitionResponse>> {
        self.jump(params, definition::definition).await
    }

    async fn goto_type_definition(
        &self,
        params: GotoDefinitionParams,
    ) -> Result<Option<GotoDefinitionResponse>> {
        self.jump(params, definition::type_definition).await
    }

    async fn goto_implementation(
        &self,
        params: GotoDefinitionParams,
    ) -> Result<Option<GotoDefinitionResponse>> {
        self.jump(params, definition::implementation).await
    }

    async fn references(&self, params: ReferenceParams) -> Result<Option<Vec<Location>>> {
        let TextDocumentPositionParams { text_document, position } = params.text_document_position;
        let declaration = params.context.include_declaration;
        let found = move |view: &View| Some(view.references(position, declaration));
        self.0.answer("references", &text_document.uri, found).await
    }

    async fn document_highlight(
        &self,
        params: DocumentHighlightParams,
    ) -> Result<Option<Vec<DocumentHighlight>>> {
        let TextDocumentPositionParams { text_document, position } = params.text_document_position_params;
        let found = move |view: &View| Some(view.highlights(position));
        self.0.answer("highlights", &text_document.uri, found).await
    }

    async fn prepare_rename(
        &self,
        params: TextDocumentPositionParams,
    ) -> Result<Option<PrepareRenameResponse>> {
        let TextDocumentPositionParams { text_document, position } = params;
        let found = move |view: &View| Some(view.prepare_rename(position));
        self.0.answer("a new name", &text_document.uri, found).await?.transpose().map_err(refused)
    }

    async fn rename(&self, params: RenameParams) -> Result<Option<WorkspaceEdit>> {
        let TextDocumentPositionParams { text_document, position } = params.text_document_position;
        let renamed = move |view: &View| Some(view.rename(position, &params.new_name));
        let renamed = self.0.answer("a new name", &text_document.uri, renamed).await?;
        let Some((edit, unapproved)) = renamed.transpose().map_err(refused)? else { return Ok(None) };
        if !unapproved.is_empty() {
            let message = format!(
                "The name is part of what was approved. To be approved again: {}",
                unapproved.join(", ")
            );
            self.0.client.show_message(MessageType::WARNING, message).await;
        }
        Ok(Some(edit))
    }

    async fn document_symbol(&self, params: DocumentSymbolParams) -> Result<Option<DocumentSymbolResponse>> {
        let nested = self.0.session.get().is_some_and(|s| s.nested_symbols);
        let uri = params.text_document.uri;
        let named = uri.clone();
        self.0.answer("the outline", &uri, move |view| Some(view.symbols(named, nested))).await
    }

    async fn code_action(&self, params: CodeActionParams) -> Result<Option<CodeActionResponse>> {
        let (uri, range, only) = (params.text_document.uri, params.range, params.context.only);
        let found = move |view: &View| Some(view.actions(range, only.as_deref()));
        self.0.answer("what can be done", &uri, found).await
    }

    async fn symbol(&self, params: WorkspaceSymbolParams) -> Result<Option<WorkspaceSymbolResponse>> {
        Ok(Some(WorkspaceSymbolResponse::Nested(self.0.search(params.query).await?)))
    }

    async fn folding_range(&self, params: FoldingRangeParams) -> Result<Option<Vec<FoldingRange>>> {
        self.0.answer("folds", &params.text_document.uri, |view| Some(view.folds())).await
    }

    async fn selection_range(&self, params: SelectionRangeParams) -> Result<Option<Vec<SelectionRange>>> {
        let positions = params.positions;
        let found = move |view: &View| Some(view.selections(&positions));
        self.0.answer("the selection", &params.text_document.uri, found).await
    }

    async fn semantic_tokens_full(
        &self,
        params: SemanticTokensParams,
    ) -> Result<Option<SemanticTokensResult>> {
        let uri = params.text_document.uri;
        let named = uri.clone();
        let colours = move |view: &View| Some(SemanticTokensResult::Tokens(view.all_colours(named)));
        self.0.answer("colours", &uri, colours).await
    }

    async fn semantic_tokens_full_delta(
        &self,
        params: SemanticTokensDeltaParams,
    ) -> Result<Option<SemanticTokensFullDeltaResult>> {
        let uri = params.text_document.uri;
        let named = uri.clone();
        let colours = move |view: &View| Some(view.changed_colours(named, &params.previous_result_id));
        self.0.answer("colours", &uri, colours).await
    }

    async fn semantic_tokens_range(
        &self,
        params: SemanticTokensRangeParams,
    ) -> Result<Option<SemanticTokensRangeResult>> {
        let range = params.range;
        let colours = move |view: &View| Some(SemanticTokensRangeResult::Tokens(view.colours(range)));
        self.0.answer("colours", &params.text_document.uri, colours).await
    }

    async fn inlay_hint(&self, params: InlayHintParams) -> Result<Option<Vec<InlayHint>>> {
        let range = params.range;
        self.0.answer("hints", &params.text_document.uri, move |view| Some(view.hints(range))).await
    }

    async fn code_lens(&self, params: CodeLensParams) -> Result<Option<Vec<CodeLens>>> {
        let uri = params.text_document.uri;
        let named = uri.clone();
        self.0.answer("lenses", &uri, move |view| Some(view.lenses(&named))).await
    }

    async fn document_link(&self, params: DocumentLinkParams) -> Result<Option<Vec<DocumentLink>>> {
        self.0.answer("links", &params.text_document.uri, |view| Some(view.links())).await
    }

    async fn prepare_call_hierarchy(
        &self,
        params: CallHierarchyPrepareParams,
    ) -> Result<Option<Vec<CallHierarchyItem>>> {
        let TextDocumentPositionParams { text_document, position } = params.text_document_position_params;
        let uri = text_document.uri.clone();
        let found = move |view: &View| view.hierarchy(&uri, position);
        self.0.answer("the trace", &text_document.uri, found).await
    }

    async fn incoming_calls(
        &self,
        params: CallHierarchyIncomingCallsParams,
    ) -> Result<Option<Vec<CallHierarchyIncomingCall>>> {
        let steps = self.step(&params.item, Way::In).await?;
        let call = |(from, from_ranges)| CallHierarchyIncomingCall { from, from_ranges };
        Ok(steps.map(|steps| steps.into_iter().map(call).collect()))
    }

    async fn outgoing_calls(
        &self,
        params: CallHierarchyOutgoingCallsParams,
    ) -> Result<Option<Vec<CallHierarchyOutgoingCall>>> {
        let steps = self.step(&params.item, Way::Out).await?;
        let call = |(to, from_ranges)| CallHierarchyOutgoingCall { to, from_ranges };
        Ok(steps.map(|steps| steps.into_iter().map(call).collect()))
    }

    async fn will_rename_files(&self, params: RenameFilesParams) -> Result<Option<WorkspaceEdit>> {
        self.0.moved(params.files).await
    }

    async fn formatting(&self, params: DocumentFormattingParams) -> Result<Option<Vec<TextEdit>>> {
        self.format(&params.text_document.uri, Layout::Whole).await
    }

    async fn range_formatting(&self, params: DocumentRangeFormattingParams) -> Result<Option<Vec<TextEdit>>> {
        self.format(&params.text_document.uri, Layout::Range(params.range)).await
    }

    async fn on_type_formatting(
        &self,
        params: DocumentOnTypeFormattingParams,
    ) -> Result<Option<Vec<TextEdit>>> {
        let TextDocumentPositionParams { text_document, position } = params.text_document_position;
        self.format(&text_document.uri, Layout::Typed(position)).await
    }

    async fn diagnostic(&self, params: DocumentDiagnosticParams) -> Result<DocumentDiagnosticReportResult> {
        let (uri, known) = (params.text_document.uri, params.previous_result_id);
        let told = self.0.answer("the problems", &uri, move |view| Some(view.problems(known))).await?;
        let none = || DocumentDiagnosticReport::Full(RelatedFullDocumentDiagnosticReport::default());
        Ok(told.unwrap_or_else(none).into())
    }

    async fn workspace_diagnostic(
        &self,
        params: WorkspaceDiagnosticParams,
    ) -> Result<WorkspaceDiagnosticReportResult> {
        let items = self.0.all_problems(params.previous_result_ids).await?;
        Ok(WorkspaceDiagnosticReportResult::Report(WorkspaceDiagnosticReport { items }))
    }
}
