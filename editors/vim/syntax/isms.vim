" Annexa: policies as code.
if exists("b:current_syntax")
  finish
endif

" Words: identifiers are kebab-case.
syntax iskeyword @,48-57,_,-,192-255

" A declaration: its kind and its name begin a line or follow a brace.
syntax match ismsKind /\%(^\|[{}]\)\@1<=\s*\zs\k\+\ze\s\+[[:alnum:]_]/ nextgroup=ismsName skipwhite
syntax match ismsName /\k[[:alnum:]_.()-]*/ contained

syntax keyword ismsStructure kind enum aspect extend open derived let
syntax keyword ismsPreposition by on for from to of with since until due every because against extends at except is
syntax keyword ismsOperator and or not in where
syntax keyword ismsConstant yes no true false none

syntax match ismsField /\k\+[?*+]\?:\%(\/\/\)\@!/
syntax match ismsNumber /\<\d[0-9_]*\%(\.\d\+\)\?%\?/
syntax match ismsDate /\<\d\{4}-\d\d-\d\d\>/
syntax match ismsPath /\<[[:alpha:]_][[:alnum:]_-]*\%(\.[[:alnum:]_-]\+\)\+\%(([[:alnum:]]\+)\)*\%(\.\*\)\?/
syntax match ismsUrl /https\?:\/\/[^[:space:],"]\+/

syntax match ismsReference /{[[:alpha:]_][[:alnum:]_.()-]*}/ contained
syntax match ismsEscape /\\./ contained
syntax region ismsText start=/"/ skip=/\\./ end=/"/ oneline contains=ismsReference,ismsEscape
syntax region ismsProse start=/"""/ end=/"""/ contains=ismsReference,ismsEscape,@Spell

syntax match ismsComment /\/\/.*$/ contains=ismsTodo,@Spell
syntax match ismsDoc /\/\/\/\/\@!.*$/ contains=@Spell
syntax keyword ismsTodo TODO FIXME contained

syntax sync minlines=200

highlight default link ismsKind Type
highlight default link ismsName Function
highlight default link ismsStructure Structure
highlight default link ismsPreposition Keyword
highlight default link ismsOperator Operator
highlight default link ismsConstant Boolean
highlight default link ismsField Identifier
highlight default link ismsNumber Number
highlight default link ismsDate Number
highlight default link ismsPath Identifier
highlight default link ismsUrl Underlined
highlight default link ismsReference Special
highlight default link ismsEscape SpecialChar
highlight default link ismsText String
highlight default link ismsProse String
highlight default link ismsComment Comment
highlight default link ismsDoc SpecialComment
highlight default link ismsTodo Todo

let b:current_syntax = "isms"
