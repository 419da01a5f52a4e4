;;; annexa-mode.el --- Major mode for Annexa, policies as code  -*- lexical-binding: t; -*-

;; Version: 0.1.0
;; Package-Requires: ((emacs "28.1") (eglot "1.9"))
;; SPDX-License-Identifier: MIT OR Apache-2.0

;;; Commentary:

;; Highlighting of `.isms' files, and the language server `annexa lsp' through Eglot.

;;; Code:

(defvar annexa-mode-syntax-table
  (let ((table (make-syntax-table)))
    (modify-syntax-entry ?/ ". 12" table)
    (modify-syntax-entry ?\n ">" table)
    (modify-syntax-entry ?\" "\"" table)
    (modify-syntax-entry ?\\ "\\" table)
    (modify-syntax-entry ?- "_" table)
    (modify-syntax-entry ?_ "_" table)
    (modify-syntax-entry ?. "_" table)
    (modify-syntax-entry ?' "." table)
    table)
  "Syntax table of `annexa-mode'.")

(defvar annexa-mode-font-lock-keywords
  `((,(rx symbol-start
          (or "by" "on" "for" "from" "to" "of" "with" "since" "until" "due" "every" "because" "against" "extends"
              "at" "except" "is" "and" "or" "not" "in" "where")
          symbol-end)
     . font-lock-keyword-face)
    (,(rx symbol-start (or "yes" "no" "true" "false" "none") symbol-end) . font-lock-constant-face)
    (,(rx (group symbol-start alpha (* (or alnum "_" "-"))) (? (any "?*+")) ":")
     (1 font-lock-variable-name-face))
    (,(rx (or bol (any "{}")) (* blank) (group alpha (* (or alnum "_" "-")))
          (+ blank) (group (or alnum "_") (* (or alnum (any "_.()-")))))
     (1 font-lock-type-face)
     (2 font-lock-function-name-face))
    (,(rx symbol-start digit (* (any "0-9_.-")) (? "%")) . font-lock-constant-face)
    (,(rx "{" (group alpha (* (or alnum (any "_.()-")))) "}") (1 font-lock-variable-name-face t)))
  "What `annexa-mode' highlights.")

(defun annexa-mode--prose (start end)
  "Make the quotes of prose between START and END open and close one string."
  (goto-char start)
  (while (re-search-forward "\"\"\"" end t)
    (let* ((from (match-beginning 0))
           (opened (nth 8 (save-excursion (syntax-ppss from)))))
      (cond
       ;; In a comment.
       ((and opened (null (nth 3 (save-excursion (syntax-ppss from))))))
       (opened (put-text-property (- (point) 1) (point) 'syntax-table (string-to-syntax "|")))
       (t (put-text-property from (1+ from) 'syntax-table (string-to-syntax "|")))))))

;;;###autoload
(define-derived-mode annexa-mode prog-mode "Annexa"
  "Major mode for Annexa, a language for information security management systems."
  (setq-local comment-start "// ")
  (setq-local comment-start-skip "//+\\s-*")
  (setq-local comment-end "")
  (setq-local indent-tabs-mode nil)
  (setq-local tab-width 4)
  (setq-local syntax-propertize-function #'annexa-mode--prose)
  (setq-local font-lock-defaults '(annexa-mode-font-lock-keywords)))

;;;###autoload
(add-to-list 'auto-mode-alist '("\\.isms\\'" . annexa-mode))

(with-eval-after-load 'eglot
  (add-to-list 'eglot-server-programs '(annexa-mode . ("annexa" "lsp"))))

(provide 'annexa-mode)
;;; annexa-mode.el ends here
