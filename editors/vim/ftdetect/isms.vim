autocmd BufNewFile,BufRead *.isms setfiletype isms
