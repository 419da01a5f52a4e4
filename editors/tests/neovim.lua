-- Run in a headless Neovim that has the configuration as written, with `soa.isms` of the starter open.
local function wait(what, holds)
  if not vim.wait(60000, holds, 100) then
    error("waited in vain for " .. what)
  end
end

local function run()
  assert(vim.bo.filetype == "isms", "the file type is " .. vim.bo.filetype)
  wait("the server", function()
    return #vim.lsp.get_clients({ name = "annexa", bufnr = 0 }) == 1
  end)
  wait("problems", function()
    return vim.iter(vim.diagnostic.get(0)):any(function(found)
      return found.code == "excluded-but-needed"
    end)
  end)

  vim.fn.search("exclude: A.7.9")
  vim.fn.search("A.7.9")
  local function ask(method)
    local params = vim.lsp.util.make_position_params(0, "utf-16")
    local answers = assert(vim.lsp.buf_request_sync(0, method, params, 30000), method .. " was not answered")
    local _, answer = next(answers)
    return assert(answer and answer.result, method .. " gave nothing")
  end
  local hover = ask("textDocument/hover")
  assert(hover.contents.value:find("off%-premises"), "hover says " .. hover.contents.value)

  vim.fn.append(vim.fn.line("."), "    include: backup")
  vim.api.nvim_win_set_cursor(0, { vim.fn.line(".") + 1, 19 })
  local completion = ask("textDocument/completion")
  local offered = vim.iter(completion.items or completion):any(function(item)
    return item.label:find("A.8.13", 1, true)
  end)
  assert(offered, "A.8.13 is not offered for a word of its title")
end

local ok, message = pcall(run)
io.stdout:write(ok and "neovim: problems, hover and completion work\n" or ("neovim: " .. message .. "\n"))
vim.cmd(ok and "qall!" or "cquit!")
