" Annexa's language server for ALE, the plugin that Vim speaks to language servers with.
call ale#linter#Define('isms', {
\   'name': 'annexa',
\   'lsp': 'stdio',
\   'executable': {buffer -> get(g:, 'annexa_executable', 'annexa')},
\   'command': '%e lsp',
\   'project_root': {buffer -> fnamemodify(ale#path#FindNearestFile(buffer, 'annexa.toml'), ':h')},
\})
