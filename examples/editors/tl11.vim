" For vim, as ~/.vim/plugin/tl11.vim: in notes of a tl11 notebook, no copy of
" their text is kept elsewhere, and a key ticks a follow-up.
augroup tl11
  autocmd!
  autocmd BufNewFile,BufRead *.md call s:note(expand('<afile>:p:h'))
augroup END

function! s:note(folder) abort
  if empty(findfile('tl11.ini', a:folder . ';'))
    return
  endif
  " Undo files, backups and registers in viminfo would hold the text in plain
  " sight. The swap file stays: it is what brings a note back after a crash.
  setlocal noundofile
  set nobackup viminfo=
  setlocal linebreak wrap nofixendofline
  nnoremap <buffer> <silent> <LocalLeader>x :call <SID>tick()<CR>
endfunction

function! s:tick() abort
  let l:line = getline('.')
  if l:line =~# '^\s*[-*+] \[ \] '
    call setline('.', substitute(l:line, '\[ \]', '[x]', ''))
  elseif l:line =~# '^\s*[-*+] \[x\] '
    call setline('.', substitute(l:line, '\[x\]', '[ ]', ''))
  endif
endfunction
