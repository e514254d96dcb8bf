# document

## Hồ sơ nộp bằng gì
document-pages = { $pages } trang

## Vì sao tệp chưa được nhận
refusal-file-empty = Tệp không có nội dung. Vui lòng chọn lại tệp hoặc quét lại giấy tờ.
refusal-file-truncated = Tệp bị thiếu hoặc bị hỏng nên không đọc được đến hết. Vui lòng mở thử trên máy của bạn, lưu hoặc quét lại rồi gửi lại.
refusal-file-password = Tệp đang được đặt mật khẩu hoặc hạn chế quyền. Vui lòng bỏ mật khẩu (hoặc in ra tệp PDF mới) rồi gửi lại.
refusal-file-type-lies = Tệp mang tên { $claims } nhưng nội dung thực là { $is ->
        [unknown] loại không xác định
        [TEXT] văn bản thuần
        [SCRIPT] mã lệnh
       *[other] { $is }
    }. Vui lòng lưu lại đúng định dạng { $claims } hoặc chọn đúng tệp.
refusal-file-type-unsupported = Hệ thống chưa nhận { $is ->
        [unknown] loại tệp này
        [TEXT] tệp văn bản thuần
        [SCRIPT] tệp mã lệnh
       *[other] tệp { $is }
    }. Vui lòng gửi tệp PDF, ảnh JPG hoặc PNG, tệp DOCX, XLSX hoặc XML.
refusal-file-too-large = Tệp có dung lượng { $mb } MB, vượt mức tối đa { $max_mb } MB. Vui lòng quét lại với độ phân giải 200–300 dpi hoặc chia thành nhiều tệp.
refusal-file-too-many-pages = Tệp có { $pages } trang, vượt mức tối đa { $max_pages } trang. Vui lòng chia thành nhiều tệp.
refusal-file-dimensions = Ảnh có kích thước { $width } × { $height } điểm ảnh, vượt mức cho phép (mỗi cạnh tối đa { $max_side } điểm ảnh, tổng tối đa { $max_megapixels } triệu điểm ảnh). Vui lòng giảm kích thước ảnh hoặc quét lại với độ phân giải 200–300 dpi.
refusal-file-pdf-old = Tệp là { $version }; hệ thống nhận từ { $min_version } trở lên. Vui lòng lưu lại ở phiên bản mới hơn, quét lại, hoặc gửi ảnh JPG, PNG.
refusal-file-active-content = Tệp chứa { $what ->
        [script] mã lệnh tự chạy
        [launch] lệnh mở chương trình hoặc tệp khác
        [form-action] biểu mẫu tự gửi dữ liệu ra ngoài
        [multimedia] âm thanh, phim hoặc hình động nhúng
        [embedded-file] tệp khác đính kèm bên trong
        [portfolio] một tập hợp nhiều tệp
        [macro] macro
        [remote-template] liên kết tự tải nội dung từ nơi khác
        [entities] khai báo DOCTYPE
        [stylesheet] chỉ dẫn tải định dạng từ nơi khác
       *[other] nội dung tự hoạt động
    } nên chưa thể nhận vì lý do an toàn. Vui lòng in ra tệp PDF mới rồi gửi lại.

## Điều cán bộ cần xem lại (tệp vẫn được nhận)
document-warning-renamed = Tên tệp ghi { $claimed } nhưng nội dung là { $is }; đuôi tệp đã được sửa cho đúng.
document-warning-repaired = Bảng mục lục bên trong tệp PDF bị lỗi, hệ thống đã dựng lại để đọc; cần xem kỹ có đủ các trang không.
document-warning-attachments = Bên trong tệp có { $count } tệp đính kèm.
document-warning-low-resolution = Trang { $page } được quét ở khoảng { $dpi } dpi, thấp hơn mức quy định đối với bản số hóa.
document-warning-dynamic-form = Tệp dùng biểu mẫu động (XFA), nhiều phần mềm hiển thị trang trắng; nên in ra tệp PDF mới.
document-warning-trailing-bytes = Sau phần kết thúc của tài liệu còn { $count } byte dữ liệu thừa, không hiển thị.
