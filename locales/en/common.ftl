# Words that all pages share.

common-yes = Yes
common-no = No
common-save = Save
common-cancel = Cancel
common-continue = Continue
common-back = Back
common-close = Close
common-edit = Edit
common-delete = Delete
common-add = Add
common-remove = Remove
common-open = Open
common-view = View
common-send = Send
common-confirm = Confirm
common-download = Download
common-print = Print
common-search = Search
common-filter = Filter
common-filter-clear = Clear filters
common-all = All
common-none = None
common-other = Other
common-unknown = Not known
common-total = Total
common-reason = Reason
common-note = Note
common-legal-basis = Legal basis
common-date = Date
common-time = Time
common-from = From
common-to = To
common-name = Name
common-code = Code
common-status = Status
common-unit = Unit
common-officer = Officer
common-phone = Phone number
common-email = E-mail
common-address = Address
common-days = { $n ->
    [one] { $n } day
   *[other] { $n } days
}
common-working-days = { $n ->
    [one] { $n } working day
   *[other] { $n } working days
}
common-working-hours = { $n ->
    [one] { $n } working hour
   *[other] { $n } working hours
}
common-monday = Monday
common-tuesday = Tuesday
common-wednesday = Wednesday
common-thursday = Thursday
common-friday = Friday
common-saturday = Saturday
common-sunday = Sunday
