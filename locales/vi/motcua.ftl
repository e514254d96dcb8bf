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
