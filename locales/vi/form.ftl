# Electronic forms
