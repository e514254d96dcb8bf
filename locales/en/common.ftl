# Words that all pages share.

common-yes = Yes
common-no = No
common-save = Save
common-cancel = Cancel
common-back = Back
common-add = Add
common-search = Search
common-filter = Filter
common-filter-clear = Clear filters
common-all = All
common-reason = Reason
common-note = Note
common-legal-basis = Legal basis
common-name = Name
common-code = Code
common-phone = Phone number
common-email = E-mail
common-address = Address
