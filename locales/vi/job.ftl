# Việc chạy lâu: xuất tệp, làm nhiều hồ sơ một lúc, nhập dữ liệu, tính lại ngày hẹn
job-list = Việc đang chạy và tệp đã xuất
job-list-lead = Những việc lớn bạn đã yêu cầu. Bạn có thể đóng trang này: việc vẫn chạy, tệp được giữ bảy ngày.
job-none = Chưa có việc nào
job-none-text = Khi bạn xuất danh sách hoặc xử lý nhiều hồ sơ một lúc, tiến độ và kết quả hiện ở đây.
job-what = Việc
job-state = Trạng thái
job-asked = Yêu cầu lúc
job-file = Tệp
job-older = Các việc cũ hơn
job-state-waiting = Đang chờ đến lượt
job-state-running = Đang chạy
job-state-done = Đã xong
job-state-failed = Không hoàn thành
job-state-cancelled = Đã dừng theo yêu cầu
job-asked-at = Yêu cầu lúc { $at }
job-ended-at = kết thúc lúc { $at }
job-progress = Đã làm { $done } mục
job-progress-of = Đã làm { $done } trên { $total } mục
job-open-text = Bạn có thể rời trang này; việc vẫn tiếp tục.
job-look-again = Xem lại tiến độ
job-cancel = Dừng việc này
job-cancelling = Đang dừng. Phần đã làm xong được giữ nguyên.
job-cancelled = Đã yêu cầu dừng. Phần đã làm xong được giữ nguyên.
job-trouble = Việc không hoàn thành; phần đã làm xong được giữ nguyên
job-download = Tải tệp về
job-kept-until = giữ đến { $until }
job-refused = { $n } mục không thực hiện được
job-refused-number = STT
job-refused-subject = Mục
job-refused-reason = Lý do
job-refused-more = Còn { $n } mục nữa; xuất danh sách để xem hết.
refusal-job-cancelled = Việc đã được dừng theo yêu cầu. Phần đã làm xong được giữ nguyên.
refusal-job-officer-gone = Người yêu cầu không còn được đăng nhập nên việc không chạy tiếp. Người khác có thể yêu cầu lại.
refusal-job-fault = Hệ thống gặp lỗi khi chạy việc này (mã tra cứu { $reference }). Hãy thử lại; nếu vẫn lỗi, báo người quản trị kèm mã này.
refusal-table-kind = Tệp { $name } không phải bảng tính. Hãy dùng tệp .xlsx hoặc .csv.
refusal-table-broken = Không đọc được bảng tính: { $why }. Hãy mở tệp, lưu lại rồi tải lên lần nữa.
refusal-table-empty = Bảng không có dòng nào. Dòng đầu tiên phải là tên các cột.
refusal-table-long = Bảng dài quá { $most } dòng. Hãy chia thành nhiều tệp.
refusal-table-not-utf8 = Tệp CSV không dùng bảng mã UTF-8. Hãy lưu lại dạng «CSV UTF-8» hoặc .xlsx.

# Danh sách xuất ra bảng tính
job-kind-list = Xuất danh sách “{ $name }” ({ $format })
job-done-list = { $n ->
    [0] Danh sách đang không có dòng nào nên không có tệp để tải. Hãy bỏ bớt điều kiện lọc rồi xuất lại.
   *[other] Đã ghi { $n } dòng vào tệp.
}
refusal-list-not-yours = Bạn không có quyền với danh sách này nên không xuất được. Nếu công việc cần, hãy đề nghị người quản trị cấp quyền.
list-jobs = Việc đang chạy và tệp đã xuất
list-refused = Mục không thực hiện được
job-ended = Kết thúc lúc
job-outcome = Kết quả
