# law – luật: thời hạn, lịch làm việc, căn cứ

## Thời hạn
law-limit-working-hour = { $n } giờ làm việc
law-limit-hour = { $n } giờ
law-limit-working-day = { $n } ngày làm việc
law-limit-day = { $n } ngày
law-limit-week = { $n } tuần
law-limit-month = { $n } tháng
law-limit-year = { $n } năm
law-limit-same-day = trong ngày

## Văn bản
law-cite-article = Điều { $article } { $act }
law-cite-clause = Điều { $article } khoản { $clause } { $act }
law-cite-point = Điều { $article } khoản { $clause } điểm { $point } { $act }
law-act-civil-code-2015 = Bộ luật Dân sự 2015
law-act-labour-code-1994 = Bộ luật Lao động 1994 (sửa đổi năm 2007)
law-act-labour-code-2012 = Bộ luật Lao động 2012
law-act-labour-code-2019 = Bộ luật Lao động 2019
law-act-resolution-28-2026 = Nghị quyết 28/2026/QH16
law-act-decree-23-2015 = Nghị định 23/2015/NĐ-CP
law-act-decree-123-2015 = Nghị định 123/2015/NĐ-CP
law-act-decree-61-2018 = Nghị định 61/2018/NĐ-CP
law-act-decree-69-2024 = Nghị định 69/2024/NĐ-CP
law-act-decree-45-2020 = Nghị định 45/2020/NĐ-CP
law-act-decree-107-2021 = Nghị định 107/2021/NĐ-CP
law-act-decree-118-2025 = Nghị định 118/2025/NĐ-CP
law-act-circular-17-2017 = Thông tư 17/2017/TT-BTTTT
law-act-decision-45-2016 = Quyết định 45/2016/QĐ-TTg
law-act-decision-766-2022 = Quyết định 766/QĐ-TTg năm 2022
law-act-circular-1-2018 = Thông tư 01/2018/TT-VPCP
law-act-circular-3-2025 = Thông tư 03/2025/TT-VPCP

## Ngày
law-weekday-1 = thứ Hai
law-weekday-2 = thứ Ba
law-weekday-3 = thứ Tư
law-weekday-4 = thứ Năm
law-weekday-5 = thứ Sáu
law-weekday-6 = thứ Bảy
law-weekday-7 = Chủ nhật
law-holiday-new-year = Tết Dương lịch
law-holiday-tet = Tết Nguyên đán
law-holiday-hung-kings = Giỗ Tổ Hùng Vương
law-holiday-reunification = Ngày Chiến thắng 30/4
law-holiday-labour = Ngày Quốc tế Lao động 01/5
law-holiday-national = Quốc khánh 02/9
law-holiday-culture = Ngày Văn hóa Việt Nam
law-day-weekly-rest = nghỉ hằng tuần
law-day-holiday = nghỉ { $name }
law-day-compensatory = nghỉ bù { $name }
law-day-swapped-off = nghỉ hoán đổi, làm việc bù ngày { $date }
law-day-worked-instead = làm việc bù cho ngày { $date }

## Các bước tính ngày hẹn trả
law-step-plain = { $sentence }.
law-step-cited = { $sentence } ({ $law }).
law-step-started-counter = Tiếp nhận hồ sơ đầy đủ tại quầy lúc { $at }
law-step-started-post = Ký biên bản giao nhận hồ sơ với bưu chính lúc { $at }
law-step-started-online = Tiếp nhận chính thức hồ sơ trực tuyến lúc { $at }
law-step-started-supplement = Nhận đủ hồ sơ đã bổ sung lúc { $at }
law-step-started-obligation = Hoàn thành nghĩa vụ tài chính lúc { $at }
law-step-restarted = Nhận đủ hồ sơ bổ sung lúc { $at }, thời hạn tính lại từ đầu
law-step-promised = Thời hạn giải quyết: { $limit }
law-step-set-by-officer = Thủ tục không công bố thời hạn; cán bộ ấn định { $until }, lý do: { $reason }
law-step-counted-from = Ngày { $event } không tính; đếm từ { $from }
law-step-hours-from = Thời hạn theo giờ tính ngay từ { $at }
law-step-before-cut-off = Tiếp nhận lúc { $at }, không quá { $cut }: giải quyết trong ngày
law-step-after-cut-off = Tiếp nhận lúc { $at }, sau { $cut }: chuyển sang { $next }
law-step-taken-in-on-day-off = Tiếp nhận lúc { $at } vào ngày không làm việc: tính cho { $next }
law-step-skipped = Không tính { $days }: { $why }
law-step-counted-though = Có tính { $date }: { $why }
law-step-last-working-day = Ngày làm việc thứ { $n } là { $date }
law-step-part-of-day = Hết { $limit } lúc { $at }; phần lẻ của ngày tính từ đầu ca
law-step-last-day = Hết { $limit } vào { $date }
law-step-rolled-forward = Ngày cuối cùng { $from } là ngày nghỉ nên thời hạn kết thúc vào { $to }
law-step-paused = Tạm dừng từ { $from } đến { $until } ({ $basis }): cộng { $moved }, từ { $before } thành { $after }
law-step-extended = Gia hạn một lần ngày { $agreed }, lý do: { $reason }; từ { $before } thành { $after }
law-step-kept = Ngày { $on } lịch làm việc thay đổi ({ $basis }): tính lại là { $counted }, nhưng vẫn giữ hẹn đã báo cho người nộp: { $until }
law-step-extended-too-late = Hẹn lại ngày { $agreed } khi đã quá hạn { $before }: trả kết quả { $promised }, hồ sơ vẫn tính là quá hạn
law-step-still-paused = Đang tạm dừng từ { $since } ({ $basis }); ngày hẹn trả sẽ cộng thêm thời gian tạm dừng
law-step-due = Hẹn trả kết quả: { $time }, { $date }
law-moved-working-days = { $n } ngày làm việc
law-moved-days = { $n } ngày
law-moved-working-time = { $hours } giờ { $minutes } phút làm việc
law-moved-clock-time = { $hours } giờ { $minutes } phút

## Dữ liệu nhập không đúng
law-error-limit-empty = Chưa ghi thời hạn.
law-error-limit-value = Thời hạn phải bắt đầu bằng một số, ví dụ “5 ngày làm việc”.
law-error-limit-not-positive = Thời hạn phải lớn hơn 0.
law-error-limit-too-long = Thời hạn quá dài, đề nghị kiểm tra lại.
law-error-limit-unit = Đơn vị thời hạn phải là giờ làm việc, giờ, ngày làm việc, ngày, tuần, tháng, năm hoặc “trong ngày”.
law-error-date = “{ $value }” không phải là ngày giờ hợp lệ; viết như 2024-06-12T09:00.
law-error-pause = “{ $value }” không phải là khoảng tạm dừng; viết như 2024-06-06..2024-06-12.
law-error-pause-order = Khoảng tạm dừng “{ $value }” kết thúc trước khi bắt đầu.
law-error-pause-before-start = Khoảng tạm dừng “{ $value }” bắt đầu trước khi tiếp nhận hồ sơ.
law-error-restart-before-start = Ngày tính lại “{ $value }” ở trước ngày tiếp nhận hồ sơ.
law-pause-as-given = theo dữ liệu nhập
law-error-code-empty = Chưa nhập mã.
law-error-code-length = Mã không đúng số ký tự.
law-error-code-charset = Mã có ký tự không được phép.
law-error-code-format = Mã không đúng định dạng.
law-error-code-agency = Mã cơ quan trong mã hồ sơ không đúng định dạng.
law-error-code-date = Ngày trong mã không có thật.
law-error-code-serial = Số thứ tự phải là chữ số và bắt đầu từ 0001.
law-error-code-cmnd-expired = Chứng minh nhân dân 9 số không còn giá trị từ ngày 01/01/2025; cần số định danh cá nhân 12 số.
law-error-code-check-digit = Chữ số kiểm tra của mã số thuế không đúng.
law-error-code-branch = Số của đơn vị phụ thuộc phải từ 001 đến 999.
law-warning-unknown-prefix = Ba số đầu không thuộc tỉnh, thành phố nào trong danh mục.
law-warning-sex-mismatch = Giới tính khai khác với số định danh.
law-warning-birth-year-mismatch = Năm sinh khai khác với số định danh.

## Tình trạng thời hạn
law-class-early = Trước hạn
law-class-on-time = Đúng hạn
law-class-late = Quá hạn
law-class-running = Trong hạn
law-class-due-soon = Sắp đến hạn
law-class-running-late = Đang xử lý, quá hạn
law-class-suspended = Tạm dừng
law-class-never-accepted = Không tính: chưa tiếp nhận
law-class-no-due-date = Không tính: không có ngày hẹn trả
law-left-days = { $hours ->
    [0] còn { $days } ngày làm việc
   *[other] còn { $days } ngày { $hours } giờ làm việc
}
law-left-hours = { $minutes ->
    [0] còn { $hours } giờ làm việc
   *[other] còn { $hours } giờ { $minutes } phút làm việc
}
law-left-minutes = còn { $minutes } phút làm việc
law-late-days = { $hours ->
    [0] quá hạn { $days } ngày làm việc
   *[other] quá hạn { $days } ngày { $hours } giờ làm việc
}
law-late-hours = { $minutes ->
    [0] quá hạn { $hours } giờ làm việc
   *[other] quá hạn { $hours } giờ { $minutes } phút làm việc
}
law-late-minutes = { $minutes ->
    [0] vừa quá hạn, ngoài giờ làm việc
   *[other] quá hạn { $minutes } phút làm việc
}

# Tiêu chí của trung tâm.
law-area-central-city = thành phố trực thuộc trung ương
law-area-province = tỉnh, thành phố khác
law-area-rural = vùng nông thôn
law-area-remote = vùng sâu, vùng xa, đặc biệt khó khăn
law-source-centre-scheme = Đề án thí điểm Trung tâm Phục vụ hành chính công, phần II, mục I.2, IV.1 và IV.2
