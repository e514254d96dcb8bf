# The frame's navigation
motcua-nav-home = Việc của tôi
motcua-nav-intake = Tiếp nhận hồ sơ
motcua-nav-dossiers = Hồ sơ
motcua-nav-hand-over = Trả kết quả
motcua-nav-procedures = Thủ tục

# Chạy máy chủ
motcua-serve-at = Một Cửa đang phục vụ tại { $url } (dừng: Ctrl-C)
motcua-serve-listen = Không mở được địa chỉ { $address }: { $cause }. Hãy chọn cổng khác bằng --listen.
motcua-demo-occupied = Thư mục { $folder } đang chứa dữ liệu của một đơn vị thật. Hãy chọn thư mục khác bằng --data, hoặc thêm --fresh nếu thật sự muốn xóa hết.

# The page about the API
motcua-api-title = Giao diện lập trình (API)
motcua-api-what = Dành cho phần mềm khác
motcua-api-what-1 = Mọi việc làm được trên trang này, một chương trình được cấp quyền cũng làm được qua địa chỉ /api/v1, bằng JSON.
motcua-api-what-2 = Tra cứu thủ tục và tính thời hạn không cần tài khoản. Đọc và xử lý hồ sơ cần mã truy cập của một cán bộ.
motcua-api-open = Bản mô tả OpenAPI 3.1
motcua-api-how = Cách gọi
motcua-api-token = Mã truy cập do cán bộ tạo ở trang Tài khoản: có hạn dùng, có phạm vi, và không bao giờ được làm nhiều hơn chính cán bộ đó.
motcua-api-key = Mỗi yêu cầu làm thay đổi dữ liệu mang một Idempotency-Key; gửi lại cùng yêu cầu thì nhận lại đúng câu trả lời cũ, không có gì bị làm hai lần.
motcua-api-version = Mỗi việc trên hồ sơ nêu phiên bản đã xem trong If-Match; nếu người khác đã làm trước, hệ thống báo 409 và không thay đổi gì.
motcua-api-problem = Khi không làm được, câu trả lời (RFC 9457) nói lý do và điều luật, bằng tiếng Việt hoặc tiếng Anh.
