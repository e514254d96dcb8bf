# Các từ dùng chung cho mọi trang.

common-yes = Có
common-no = Không
common-save = Lưu
common-cancel = Thôi
common-back = Quay lại
common-add = Thêm
common-search = Tìm
common-filter = Lọc
common-filter-clear = Bỏ lọc
common-all = Tất cả
common-reason = Lý do
common-note = Ghi chú
common-legal-basis = Căn cứ pháp lý
common-name = Tên
common-code = Mã
common-phone = Số điện thoại
common-email = Thư điện tử
common-address = Địa chỉ
