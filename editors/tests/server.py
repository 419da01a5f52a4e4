"""The server as pytest-lsp meets it, which looks whether it keeps to what a client can do: run by `test-editors.sh`.

ANNEXA is the program, ISMS a package made by `annexa new --example`.
"""

import os
from pathlib import Path

import pytest
import pytest_lsp
from lsprotocol import types
from pytest_lsp import ClientServerConfig, LanguageClient, client_capabilities

ROOT = Path(os.environ["ISMS"])
SOA = ROOT / "soa.isms"


@pytest_lsp.fixture(
    params=["visual-studio-code", "neovim", "emacs"],
    config=ClientServerConfig(server_command=[os.environ["ANNEXA"], "lsp", "--as-of", "2026-11-30"]),
)
async def client(request: pytest.FixtureRequest, lsp_client: LanguageClient):
    # What the clients of these editors take, and this one only where it is told.
    for method in [
        types.CLIENT_REGISTER_CAPABILITY,
        types.WORKSPACE_CODE_LENS_REFRESH,
        types.WORKSPACE_INLAY_HINT_REFRESH,
        types.WORKSPACE_SEMANTIC_TOKENS_REFRESH,
    ]:
        lsp_client.feature(method)(lambda *_: None)
    folder = types.WorkspaceFolder(uri=ROOT.as_uri(), name="isms")
    await lsp_client.initialize_session(
        types.InitializeParams(
            capabilities=client_capabilities(request.param),
            workspace_folders=[folder],
            root_uri=ROOT.as_uri(),
        )
    )
    document = types.TextDocumentItem(uri=SOA.as_uri(), language_id="isms", version=1, text=SOA.read_text())
    lsp_client.text_document_did_open(types.DidOpenTextDocumentParams(text_document=document))
    yield
    await lsp_client.shutdown_session()


def document() -> types.TextDocumentIdentifier:
    return types.TextDocumentIdentifier(uri=SOA.as_uri())


def after(text: str) -> types.Position:
    """The position behind a text that stands once in the file."""
    before, found, _ = SOA.read_text().partition(text)
    assert found, f"{SOA} has no {text}"
    before += text
    return types.Position(line=before.count("\n"), character=len(before.rpartition("\n")[2]))


async def problems(client: LanguageClient) -> list[types.Diagnostic]:
    """Pulled where this client can, else those that were published."""
    capabilities = client.capabilities.text_document if client.capabilities else None
    if capabilities and capabilities.diagnostic:
        params = types.DocumentDiagnosticParams(text_document=document())
        report = await client.text_document_diagnostic_async(params)
        assert isinstance(report, types.RelatedFullDocumentDiagnosticReport)
        return list(report.items)
    while SOA.as_uri() not in client.diagnostics:
        await client.wait_for_notification("textDocument/publishDiagnostics")
    return list(client.diagnostics[SOA.as_uri()])


@pytest.mark.asyncio
async def test_problems(client: LanguageClient):
    found = [problem for problem in await problems(client) if problem.code == "excluded-but-needed"]
    assert found, "the planted fault is not told"
    params = types.CodeActionParams(
        text_document=document(), range=found[0].range, context=types.CodeActionContext(diagnostics=found)
    )
    actions = await client.text_document_code_action_async(params)
    assert actions and any(isinstance(action, types.CodeAction) and action.edit for action in actions)


@pytest.mark.asyncio
async def test_hover_and_jump(client: LanguageClient):
    at = after("exclude: A.7")
    hover = await client.text_document_hover_async(types.HoverParams(text_document=document(), position=at))
    assert hover and "off-premises" in str(hover.contents)
    params = types.DefinitionParams(text_document=document(), position=after("    owner: "))
    found = await client.text_document_definition_async(params)
    assert found, "an owner leads nowhere"


@pytest.mark.asyncio
async def test_completion(client: LanguageClient):
    params = types.CompletionParams(text_document=document(), position=after("    owner: "))
    found = await client.text_document_completion_async(params)
    items = found.items if isinstance(found, types.CompletionList) else found
    assert any("tech-lead" in item.label for item in items or [])


@pytest.mark.asyncio
async def test_rename_and_references(client: LanguageClient):
    at = after("    owner: ")
    context = types.ReferenceContext(include_declaration=True)
    found = await client.text_document_references_async(
        types.ReferenceParams(text_document=document(), position=at, context=context)
    )
    assert found and len({place.uri for place in found}) > 1
    edit = await client.text_document_rename_async(
        types.RenameParams(text_document=document(), position=at, new_name="somebody-else")
    )
    assert edit and (edit.changes or edit.document_changes)


@pytest.mark.asyncio
async def test_what_is_drawn(client: LanguageClient):
    symbols = await client.text_document_document_symbol_async(
        types.DocumentSymbolParams(text_document=document())
    )
    assert symbols
    colours = await client.text_document_semantic_tokens_full_async(
        types.SemanticTokensParams(text_document=document())
    )
    assert colours and len(colours.data) % 5 == 0 and colours.data
    folds = await client.text_document_folding_range_async(
        types.FoldingRangeParams(text_document=document())
    )
    assert folds


@pytest.mark.asyncio
async def test_an_edit_and_its_problems(client: LanguageClient):
    text = SOA.read_text() + "\nrole nobody-else \"N\" { ownr: x }\n"
    client.text_document_did_change(
        types.DidChangeTextDocumentParams(
            text_document=types.VersionedTextDocumentIdentifier(uri=SOA.as_uri(), version=2),
            content_changes=[types.TextDocumentContentChangeWholeDocument(text=text)],
        )
    )
    found = await problems(client)
    while not any(problem.code == "unknown-field" for problem in found):
        await client.wait_for_notification("textDocument/publishDiagnostics")
        found = await problems(client)


@pytest.mark.asyncio
async def test_layout(client: LanguageClient):
    options = types.FormattingOptions(tab_size=4, insert_spaces=True)
    edits = await client.text_document_formatting_async(
        types.DocumentFormattingParams(text_document=document(), options=options)
    )
    assert not edits, "the starter is laid out"
