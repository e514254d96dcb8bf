# document

## How a component was submitted
document-pages = { $pages ->
        [one] { $pages } page
       *[other] { $pages } pages
    }

## Why a file was not taken
refusal-file-empty = The file is empty. Please choose the file again or scan the document again.
refusal-file-truncated = The file is incomplete or damaged and cannot be read to its end. Please open it on your own device, save or scan it again, and send it again.
refusal-file-password = The file is protected by a password or by restricted permissions. Please remove the protection (or print it to a new PDF) and send it again.
refusal-file-type-lies = The file is named as { $claims } but its content is { $is ->
        [unknown] of an unknown kind
        [TEXT] plain text
        [SCRIPT] a script
       *[other] { $is }
    }. Please save it as a real { $claims } file or choose the right file.
refusal-file-type-unsupported = { $is ->
        [unknown] This kind of file is
        [TEXT] Plain text files are
        [SCRIPT] Script files are
       *[other] { $is } files are
    } not accepted. Please send a PDF, a JPG or PNG picture, or a DOCX, XLSX or XML file.
refusal-file-too-large = The file takes { $mb } MB, more than the { $max_mb } MB allowed. Please scan it again at 200–300 dpi or split it into several files.
refusal-file-too-many-pages = The file has { $pages } pages, more than the { $max_pages } allowed. Please split it into several files.
refusal-file-dimensions = The picture measures { $width } × { $height } pixels, more than allowed (at most { $max_side } pixels a side and { $max_megapixels } million in all). Please make it smaller or scan again at 200–300 dpi.
refusal-file-pdf-old = The file is { $version }; { $min_version } or later is accepted. Please save it in a newer version, scan it again, or send JPG or PNG pictures.
refusal-file-active-content = The file contains { $what ->
        [script] a script
        [launch] a command that opens a program or another file
        [form-action] a form that sends data elsewhere
        [multimedia] embedded sound, film or animation
        [embedded-file] another file inside it
        [portfolio] a collection of files
        [macro] a macro
        [remote-template] a link that loads content from elsewhere
        [entities] a DOCTYPE declaration
        [stylesheet] an instruction that loads a stylesheet
       *[other] active content
    } and cannot be accepted for safety. Please print it to a new PDF and send it again.

## What an officer should look at (the file was taken)
document-warning-renamed = The name said { $claimed } but the content is { $is }; the extension was put right.
document-warning-repaired = The index inside the PDF was damaged and was rebuilt for reading; please check that no page is missing.
document-warning-attachments = { $count ->
        [one] One file is attached inside.
       *[other] { $count } files are attached inside.
    }
document-warning-low-resolution = Page { $page } was scanned at about { $dpi } dpi, below what the rules ask of digitised documents.
document-warning-dynamic-form = The file uses a dynamic form (XFA) that many programs show as a blank page; better print it to a new PDF.
document-warning-trailing-bytes = { $count } bytes follow the end of the document; they are not shown.
