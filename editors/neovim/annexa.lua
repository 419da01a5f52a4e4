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
  on_attach = function(client, buffer)
    if client:supports_method("textDocument/completion") then
      vim.lsp.completion.enable(true, client.id, buffer, { autotrigger = true })
    end
  end,
})
vim.lsp.enable("annexa")
