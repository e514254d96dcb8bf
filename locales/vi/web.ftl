# Khung trang, biểu mẫu, thông báo lỗi.

web-product = Một Cửa
web-tagline = Hệ thống thông tin giải quyết thủ tục hành chính
web-footer = Trang này không tải gì từ nơi khác và chỉ dùng cookie cần thiết để hoạt động.
web-skip = Đến nội dung chính
web-nav = Công việc
web-nav-public = Các trang dành cho người dân
web-crumbs = Đường dẫn trang
web-tabs = Các phần
web-search = Tìm
web-search-dossiers = Tìm hồ sơ theo mã, tên, số định danh
web-theme = Đổi nền sáng hoặc tối
web-sign-in = Đăng nhập
web-account = Tài khoản
web-officers-sign-in = Cán bộ đăng nhập
web-sign-out = Đăng xuất
web-keys = Phím tắt
web-print = In
web-remove = Bỏ
web-copy = Sao chép { $what }
web-copied = Đã sao chép

web-optional = (không bắt buộc)
web-date-hint = Ngày, tháng, năm. Ví dụ: 05/02/2024
web-errors-title = Có { $n } chỗ cần sửa
web-errors-kept = Những gì đã nhập vẫn được giữ nguyên.
web-combo-none = Không tìm thấy
web-combo-found = Tìm thấy { "{n}" } kết quả

web-due-why = xem cách tính
web-due-chain = Cách tính hạn trả kết quả:
web-step-done = Đã xong:
web-step-current = Đang làm:
web-step-ahead = Chưa đến:
web-step-skipped = Bỏ qua:

web-pager = Chuyển trang
web-pager-shown = Đang xem { $shown } dòng
web-pager-of = Đang xem { $shown } trong { $total } dòng
web-pager-first = Trang đầu
web-pager-prev = Trang trước
web-pager-next = Trang sau

web-expired = Phiên làm việc đã hết, chưa có gì được gửi
web-expired-kept = Những gì đã nhập vẫn còn trên trang này. Đăng nhập ở cửa sổ mới, rồi quay lại đây gửi lần nữa.
web-upload-choose = Chọn tệp
web-upload = Tải tệp lên
web-upload-sending = đang tải lên
web-upload-done = đã lưu
web-upload-failed = chưa tải lên được
web-saving = Đang lưu…
web-saved-at = Đã lưu
web-unsaved = Có thay đổi chưa lưu

web-refusal-unknown = Yêu cầu chưa được chấp nhận (mã lý do: { $key }).

web-problem-reload = Tải lại trang
web-problem-back = Quay lại
web-problem-home = Về trang chủ
web-problem-reference = Mã tra cứu sự cố:

web-problem-refused-title = Chưa thực hiện được
web-problem-refused-now = Chưa có gì thay đổi. Hãy quay lại, sửa theo lý do trên rồi làm lại.
web-problem-stale-title = Có người vừa cập nhật trước
web-problem-stale-what = Trong lúc bạn đang làm, nội dung này đã được người khác thay đổi, nên thao tác của bạn chưa được ghi.
web-problem-stale-now = Hãy tải lại trang để xem nội dung mới nhất, rồi làm lại nếu vẫn cần.
web-problem-absent-title = Không tìm thấy
web-problem-absent-what = Trang hoặc hồ sơ này không có, hoặc bạn không được quyền xem.
web-problem-absent-now = Hãy kiểm tra lại địa chỉ hoặc mã hồ sơ, rồi thử tìm từ trang chủ.
web-problem-not-signed-in-title = Cần đăng nhập
web-problem-not-signed-in-what = Việc này cần đăng nhập, hoặc phiên làm việc đã hết.
web-problem-not-signed-in-now = Hãy đăng nhập rồi làm lại.
web-problem-forbidden-title = Không có quyền
web-problem-forbidden-what = Tài khoản của bạn không được giao quyền làm việc này.
web-problem-forbidden-now = Chưa có gì thay đổi. Nếu cần quyền này, hãy đề nghị người quản trị của đơn vị.
web-problem-forged-title = Trang đã cũ
web-problem-forged-what = Yêu cầu không đi kèm dấu xác nhận của trang này, thường là vì trang đã mở quá lâu hoặc bạn đã đăng nhập lại ở cửa sổ khác.
web-problem-forged-now = Chưa có gì được ghi. Hãy quay lại, tải lại trang rồi làm lại.
web-problem-too-many-title = Xin chờ một chút
web-problem-too-many-what = Có quá nhiều yêu cầu từ nơi bạn đang dùng. Hãy thử lại sau { $seconds } giây.
web-problem-too-many-now = Chưa có gì thay đổi.
web-problem-too-large-title = Dữ liệu gửi lên quá lớn
web-problem-too-large-what = Tệp hoặc nội dung gửi lên vượt quá dung lượng cho phép.
web-problem-too-large-now = Hãy giảm dung lượng, chia thành nhiều tệp nhỏ hơn rồi gửi lại.
web-problem-malformed-title = Không đọc được yêu cầu
web-problem-malformed-what = Dữ liệu gửi lên không đúng dạng mà hệ thống đọc được.
web-problem-malformed-now = Chưa có gì thay đổi. Hãy quay lại, tải lại trang rồi thử lại.
web-problem-fault-title = Hệ thống gặp sự cố
web-problem-fault-what = Có trục trặc ở phía chúng tôi. Những gì đã báo “đã lưu” vẫn còn nguyên.
web-problem-fault-now = Hãy tải lại trang sau ít phút. Nếu vẫn lỗi, hãy báo bộ phận kỹ thuật kèm mã dưới đây.

# Programs
refusal-idempotency-key-required = Yêu cầu làm thay đổi dữ liệu phải có tiêu đề Idempotency-Key: một chuỗi do chương trình gửi tự đặt cho mỗi việc, dài 1–{ $longest } ký tự ASCII không có khoảng trắng. Gửi lại cùng một việc thì dùng lại đúng chuỗi đó.
refusal-version-required = Hãy cho biết phiên bản hồ sơ bạn đã xem, trong tiêu đề If-Match (lấy từ ETag) hoặc trong trường version.
refusal-search-by-body = Không đưa tên người hoặc số giấy tờ vào địa chỉ. Hãy tìm bằng POST /api/v1/dossiers/search.
refusal-due-input = { $message }
web-error-at = { $field }: { $text }
web-help = Hướng dẫn màn hình này (phím ?)
web-inbox = Hộp tin: { $n } tin chưa đọc
web-banner-dismiss = Đã xem
web-field-name = Họ tên
web-field-personal-number = Số định danh
web-field-tax-code = Mã số thuế
web-field-passport = Hộ chiếu
web-field-nationality = Quốc tịch
web-field-birth = Ngày sinh
web-field-phone = Số điện thoại
web-field-email = Thư điện tử
web-field-procedure = Thủ tục
web-field-case = Trường hợp
web-field-deciding = Cơ quan giải quyết
web-field-components = Giấy tờ đã nhận
web-field-summary = Trích yếu
web-field-due-date = Ngày hẹn trả
web-field-due-reason = Lý do chọn ngày
web-field-received-date = Ngày ký biên bản
web-field-supplement-reason = Lý do yêu cầu bổ sung
web-field-supplement-basis = Căn cứ yêu cầu bổ sung
web-field-refusal-reason = Lý do từ chối
web-field-refusal-basis = Căn cứ từ chối
web-field-ask-1 = Nội dung cần bổ sung
web-field-reason = Lý do
web-field-view-name = Tên chế độ xem
web-field-to = Người nhận
web-field-until = Đến ngày
web-field-way = Cách làm
web-field-delegate-name = Họ tên người được ủy quyền
web-field-delegate-number = Số định danh người được ủy quyền

# Danh sách xuất ra bảng tính
web-take = Xuất và in danh sách
web-take-xlsx = Xuất Excel
web-take-csv = Xuất CSV
web-printed = { $by } in lúc { $at }
