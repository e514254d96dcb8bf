# Bàn giám sát: hồ sơ trễ và sắp trễ, dự báo, đôn đốc, giải trình, phân công lại, sổ theo dõi.

supervision-title = Giám sát tiến độ
supervision-stood = Tính đến { $at }
supervision-measured = Thời gian thường lệ của từng bước đo ngày { $day } trên { $n } hồ sơ đã giải quyết gần nhất (bỏ 5 % ngắn nhất và dài nhất). Bước chưa đủ số liệu lấy theo thời gian của quy trình.
supervision-not-measured = Chưa đo thời gian thường lệ của các bước; dự báo lấy theo thời gian của quy trình.
supervision-days-title = Năm ngày làm việc tới
supervision-due = hồ sơ đến hạn
supervision-miss = { $n } trễ hoặc sẽ trễ
supervision-miss-none = Không có hồ sơ sẽ trễ
supervision-groups = Đang nằm ở đâu
supervision-by-unit = Đơn vị
supervision-by-officer = Người xử lý
supervision-by-procedure = Thủ tục
supervision-by-step = Bước xử lý
supervision-nobody = Chưa ai nhận
supervision-no-code = Chưa có mã
supervision-more-groups = Xem thêm { $n } dòng
supervision-empty = Không có hồ sơ nào đang tính thời hạn
supervision-empty-text = Hồ sơ đã tiếp nhận trong phạm vi giám sát của bạn sẽ hiện ở đây.

supervision-when-late = Đã trễ
supervision-when-will-miss = Sẽ trễ
supervision-when-tight = Sát hạn
supervision-when-today = Đến hạn hôm nay
supervision-when-week = Đến hạn tuần này
supervision-when-within = Trong { $days } ngày
supervision-when-on = Đến hạn { $day }
supervision-when-miss-on = Trễ hoặc sẽ trễ { $day }
supervision-when-intake = Hồ sơ trực tuyến chờ tiếp nhận
supervision-when-intake-late = Trực tuyến quá 8 giờ
supervision-when-all = Đang giải quyết
supervision-tile-late = đã quá ngày hẹn trả
supervision-tile-will-miss = theo dự báo, nếu không can thiệp
supervision-tile-tight = chậm một chút là trễ
supervision-tile-today = chưa trễ
supervision-tile-week = đến hết Chủ nhật
supervision-tile-intake-late = chưa tiếp nhận sau 8 giờ làm việc

supervision-chance-will-meet = Sẽ kịp
supervision-chance-tight = Sát hạn
supervision-chance-will-miss = Sẽ trễ
supervision-chance-late = Đã trễ
supervision-expected = Dự kiến xong { $at }
supervision-no-forecast = Chưa tiếp nhận, chưa dự báo
supervision-why-spent = Đã ở bước này { $time } làm việc.
supervision-why-observed = { $step }: thường mất { $usual }, chậm thì { $slow } (quan sát { $n } lần).
supervision-why-planned = { $step }: { $usual } theo quy trình (chưa đủ số liệu quan sát).
supervision-why-unknown = { $step }: chưa có số liệu và quy trình không định thời gian.

supervision-minutes = { $minutes } phút
supervision-hours = { $hours } giờ
supervision-hours-minutes = { $hours } giờ { $minutes } phút
supervision-days = { $days } ngày
supervision-days-hours = { $days } ngày { $hours } giờ

supervision-column-code = Hồ sơ
supervision-column-where = Đang ở đâu
supervision-column-due = Hẹn trả
supervision-column-forecast = Dự báo
supervision-urged = Đã đôn đốc { $n } lần
supervision-list-empty = Không có hồ sơ nào
supervision-list-empty-text = Trong phạm vi giám sát của bạn không có hồ sơ nào như vậy.
