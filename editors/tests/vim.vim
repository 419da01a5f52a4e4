" Run in a Vim that has the files of `editors/vim` and ALE, with `soa.isms` of the starter open. What came of it goes into
" the file $REPORT.

function! s:wait(what, holds) abort
  for _ in range(600)
    if a:holds()
      return
    endif
    sleep 100m
  endfor
  throw 'waited in vain for ' . a:what
endfunction

function! s:run() abort
  if &filetype !=# 'isms'
    throw 'the file type is ' . &filetype
  endif
  if synIDattr(synID(search('^soa '), 1, 1), 'name') !=# 'ismsKind'
    throw 'a declaration is not highlighted'
  endif
  call s:wait('problems', {-> !empty(filter(ale#engine#GetLoclist(bufnr('')), 'v:val.text =~# "A.7.9.*excluded"'))})

  call search('exclude: A.7.9')
  call search('A.7.9')
  " In a window: below, it would wait for a key.
  let g:ale_hover_to_preview = 1
  ALEHover
  call s:wait('hover', {-> s:preview() =~# 'off-premises'})

  call append(line('.'), '    owner: tech')
  call cursor(line('.') + 1, 1)
  " ALE completes while somebody types, and so do keys that are read after this script.
  call feedkeys("A\<C-x>\<C-o>", 't')
  let s:tries = 0
  call timer_start(100, function('s:completed'), {'repeat': -1})
endfunction

function! s:completed(timer) abort
  let s:tries += 1
  if getline('.') =~# 'owner: tech-lead$'
    call s:end('problems, hover and completion work', 'qall!')
  elseif s:tries > 300
    call s:end('a name is not completed: ' . getline('.'), 'cquit!')
  endif
endfunction

function! s:end(said, how) abort
  call writefile(['vim: ' . a:said], $REPORT)
  execute a:how
endfunction

function! s:preview() abort
  return join(map(filter(getbufinfo(), 'bufname(v:val.bufnr) =~# "ALEPreviewWindow"'), 'join(getbufline(v:val.bufnr, 1, "$"))'))
endfunction

try
  call s:run()
catch
  call s:end(v:exception . ' at ' . v:throwpoint, 'cquit!')
endtry
