-- Annexa for Neovim 0.11 or newer: file type, comments, and the language server.
vim.filetype.add({ extension = { isms = "isms" } })

vim.api.nvim_create_autocmd("FileType", {
  pattern = "isms",
  callback = function()
    vim.bo.commentstring = "// %s"
  end,
})

vim.lsp.config("annexa", {
  cmd = { "annexa", "lsp" },
  filetypes = { "isms" },
  root_markers = { "annexa.toml" },
})
vim.lsp.enable("annexa")
