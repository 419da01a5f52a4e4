;;; emacs.el --- Run in a batch Emacs that has loaded annexa-mode  -*- lexical-binding: t; -*-

;;; Code:

(require 'annexa-mode)
(require 'eglot)
(require 'flymake)

(defun annexa-test--wait (what holds)
  "Wait until HOLDS gives something, and fail with WHAT after a minute."
  (let ((end (+ (float-time) 60)) found)
    (while (not (or (setq found (funcall holds)) (> (float-time) end)))
      (accept-process-output nil 0.1))
    (or found (error "Waited in vain for %s" what))))

(let ((eglot-sync-connect 30))
  (find-file (car command-line-args-left))
  (setq command-line-args-left nil)
  (unless (eq major-mode 'annexa-mode) (error "The mode is %s" major-mode))
  ;; `eglot-ensure' waits for a command to end, and in a batch there is none.
  (apply #'eglot--connect (eglot--guess-contact))
  (flymake-start)
  (annexa-test--wait "problems"
                     (lambda () (seq-some (lambda (found) (string-match-p "A\\.7\\.9" (flymake-diagnostic-text found)))
                                          (flymake-diagnostics))))
  (goto-char (point-min))
  (search-forward "exclude: A.7")
  (let ((hover (jsonrpc-request (eglot--current-server-or-lose) :textDocument/hover
                                (eglot--TextDocumentPositionParams))))
    (unless (string-match-p "off-premises" (format "%S" hover)) (error "Hover says %S" hover)))
  (end-of-line)
  (insert "\n    owner: tech")
  (let* ((capf (annexa-test--wait "completion" #'eglot-completion-at-point))
         (offered (all-completions (buffer-substring (nth 0 capf) (nth 1 capf)) (nth 2 capf))))
    (unless (seq-some (lambda (label) (string-match-p "tech-lead" label)) offered)
      (error "tech-lead is not offered, but %S" offered)))
  (set-buffer-modified-p nil)
  (message "emacs: problems, hover and completion work"))

;;; emacs.el ends here
