# Hồ sơ: trạng thái, nút bấm, nhật ký, thông báo, lý do từ chối.
# Ngày giờ trong biến đã ở dạng người đọc ("17:00 ngày 19/06/2024"); xem dossier::decide::words.

## Trạng thái, cho cán bộ
dossier-stage-lodged = Mới đăng ký
dossier-stage-supplement-before-intake = Chờ bổ sung trước khi tiếp nhận
dossier-stage-not-accepted = Không được tiếp nhận
dossier-stage-accepted = Được tiếp nhận
dossier-stage-in-progress = Đang xử lý
dossier-stage-supplement-asked = Chờ Bộ phận Một cửa gửi yêu cầu bổ sung
dossier-stage-awaiting-supplement = Yêu cầu bổ sung giấy tờ
dossier-stage-awaiting-obligation = Chờ thực hiện nghĩa vụ tài chính
dossier-stage-suspended = Tạm dừng tính thời hạn
dossier-stage-withdrawal-requested = Công dân yêu cầu rút hồ sơ
dossier-stage-stopped = Dừng xử lý
dossier-stage-result-ready = Đã xử lý xong
dossier-stage-handed-over = Đã trả kết quả

## Trạng thái, cho người nộp: đang ở đâu và cần làm gì
dossier-stage-lodged-public = Hồ sơ đã được gửi đến và đang chờ kiểm tra. Ông/Bà chưa phải làm gì thêm.
dossier-stage-supplement-before-intake-public = Hồ sơ còn thiếu hoặc chưa đúng. Đề nghị Ông/Bà bổ sung theo phiếu yêu cầu rồi nộp lại tại nơi đã nộp; thời hạn giải quyết chưa bắt đầu tính.
dossier-stage-not-accepted-public = Hồ sơ không được tiếp nhận; lý do và căn cứ ghi trong phiếu từ chối. Khi đủ điều kiện, Ông/Bà có thể nộp hồ sơ mới.
dossier-stage-accepted-public = Hồ sơ đã được tiếp nhận và sẽ được chuyển đến cơ quan giải quyết. Đề nghị Ông/Bà giữ giấy hẹn.
dossier-stage-in-progress-public = Cơ quan có thẩm quyền đang giải quyết hồ sơ. Ông/Bà chưa phải làm gì thêm.
dossier-stage-supplement-asked-public = Cơ quan có thẩm quyền đang giải quyết hồ sơ. Ông/Bà chưa phải làm gì thêm.
dossier-stage-awaiting-supplement-public = Hồ sơ cần bổ sung. Đề nghị Ông/Bà nộp đủ giấy tờ ghi trong phiếu yêu cầu tại nơi đã nộp hồ sơ; ngày hẹn trả sẽ được tính lại khi nhận đủ.
dossier-stage-awaiting-obligation-public = Ông/Bà cần nộp khoản tiền ghi trong thông báo để hồ sơ được giải quyết tiếp. Sau khi nộp, đề nghị giữ chứng từ.
dossier-stage-suspended-public = Việc tính thời hạn đang tạm dừng theo quy định của pháp luật. Ông/Bà chưa phải làm gì thêm; ngày hẹn mới sẽ được thông báo.
dossier-stage-withdrawal-requested-public = Yêu cầu rút hồ sơ của Ông/Bà đang chờ xác nhận. Nếu muốn tiếp tục giải quyết, đề nghị báo ngay nơi đã nộp hồ sơ.
dossier-stage-stopped-public = Hồ sơ đã dừng xử lý. Nếu vẫn có nhu cầu, Ông/Bà có thể nộp hồ sơ mới.
dossier-stage-result-ready-public = Đã có kết quả. Mời Ông/Bà nhận tại nơi hoặc theo cách đã đăng ký; nếu nhận tại quầy, đề nghị mang theo giấy hẹn và giấy tờ tùy thân.
dossier-stage-handed-over-public = Kết quả đã được trả và hồ sơ đã kết thúc. Trân trọng cảm ơn Ông/Bà.

## Nút bấm
dossier-act-lodge = Lưu hồ sơ
dossier-act-revise = Lưu nội dung
dossier-act-accept = Tiếp nhận
dossier-act-request-supplement = Yêu cầu bổ sung
dossier-act-resubmit = Nhận lại hồ sơ đã bổ sung
dossier-act-refuse-intake = Từ chối tiếp nhận
dossier-act-transfer = Chuyển cơ quan giải quyết
dossier-act-complete-at-once = Giải quyết và trả ngay
dossier-act-claim = Nhận xử lý
dossier-act-assign = Phân công
dossier-act-forward = Chuyển tiếp
dossier-act-send-back = Chuyển lại bước trước
dossier-act-consult = Lấy ý kiến
dossier-act-answer-consultation = Ghi ý kiến trả lời
dossier-act-ask-supplement = Đề nghị yêu cầu bổ sung
dossier-act-send-supplement-request = Gửi yêu cầu bổ sung
dossier-act-decline-supplement-request = Không gửi, trả lại người đề nghị
dossier-act-receive-supplement = Nhận giấy tờ bổ sung
dossier-act-close-unsupplemented = Đóng hồ sơ không bổ sung
dossier-act-declare-obligation = Thông báo nghĩa vụ tài chính
dossier-act-clear-obligation = Xác nhận đã nộp tiền
dossier-act-suspend = Tạm dừng thời hạn
dossier-act-resume = Tiếp tục tính thời hạn
dossier-act-propose = Trình phê duyệt
dossier-act-approve = Phê duyệt
dossier-act-reject-proposal = Không duyệt, trả lại
dossier-act-attach-result = Ghi kết quả
dossier-act-release = Phát hành kết quả
dossier-act-extend = Gia hạn và xin lỗi
dossier-act-apologise = Xin lỗi và hẹn lại
dossier-act-hand-over = Trả kết quả
dossier-act-request-withdrawal = Ghi yêu cầu rút hồ sơ
dossier-act-confirm-withdrawal = Xác nhận rút hồ sơ
dossier-act-cancel-withdrawal = Không rút, giải quyết tiếp
dossier-act-stop = Dừng giải quyết
dossier-act-lodge-online = Nộp hồ sơ trực tuyến
dossier-act-answer-supplement = Tôi đã bổ sung
dossier-act-return-answer = Chưa đủ, đề nghị bổ sung tiếp
dossier-act-adjust = Điều chỉnh hồ sơ
dossier-act-urge = Đôn đốc
dossier-act-explain = Giải trình quá hạn
dossier-act-reassign = Chuyển người xử lý
dossier-act-post-result = Gửi kết quả qua bưu chính
dossier-act-return-posted = Bưu chính chuyển hoàn
dossier-act-choose-door = Đổi nơi nhận kết quả
dossier-act-attach-file = Thêm tệp
dossier-act-remove-file = Bỏ tệp

## Nhật ký, cho cán bộ (ai làm, lúc nào: ghi ở cột bên cạnh)
dossier-event-lodge = Lập hồ sơ
dossier-event-revise = Cập nhật nội dung hồ sơ
dossier-event-accept = Tiếp nhận hồ sơ { $code }, hẹn trả { $due }
dossier-event-request-supplement = Yêu cầu bổ sung trước khi tiếp nhận: { $items } nội dung, phiếu số { $paper_number }
dossier-event-resubmit = Người nộp đã bổ sung; kiểm tra lại hồ sơ
dossier-event-refuse-intake = Từ chối tiếp nhận, phiếu số { $paper_number }. Căn cứ: { $basis }
dossier-event-transfer = Chuyển hồ sơ đến { $unit }
dossier-event-complete-at-once = Giải quyết và trả kết quả ngay
dossier-event-claim = { $officer } nhận xử lý
dossier-event-assign = Phân công { $officer } xử lý
dossier-event-forward = Chuyển tiếp đến { $to_name }
dossier-event-send-back = Chuyển lại bước trước: { $reason }
dossier-event-consult = Lấy ý kiến { $unit }, đề nghị trả lời trước { $answer_by }
dossier-event-answer-consultation = { $unit } đã trả lời { $late ->
    [1] (quá hạn)
   *[other] {""}
}
dossier-event-consultation-late = { $unit } chưa trả lời đúng hạn; đã báo Bộ phận Một cửa
dossier-event-ask-supplement = Đề nghị Bộ phận Một cửa yêu cầu bổ sung: { $items } nội dung
dossier-event-send-supplement-request = Gửi phiếu yêu cầu bổ sung số { $paper_number }; tạm dừng tính thời hạn
dossier-event-decline-supplement-request = Không gửi yêu cầu bổ sung: { $reason }
dossier-event-receive-supplement = Nhận đủ giấy tờ bổ sung
dossier-event-close-unsupplemented = Đóng hồ sơ vì hết thời hạn bổ sung
dossier-event-declare-obligation = Thông báo nghĩa vụ tài chính { $amount }, thông báo số { $notice_no }
dossier-event-clear-obligation = Đã thực hiện nghĩa vụ tài chính, chứng từ số { $receipt_no }
dossier-event-suspend = Tạm dừng tính thời hạn: { $reason }. Căn cứ: { $basis }
dossier-event-resume = Tiếp tục tính thời hạn
dossier-event-propose = { $refuses ->
    [1] Trình từ chối giải quyết
   *[other] Trình phê duyệt kết quả
}
dossier-event-approve = Phê duyệt
dossier-event-reject-proposal = Không duyệt, trả lại: { $reason }
dossier-event-attach-result = Ghi kết quả vào hồ sơ
dossier-event-release = { $refuses ->
    [1] Phát hành văn bản từ chối giải quyết
   *[other] Phát hành kết quả
}
dossier-event-extend = Gia hạn đến { $promised }, phiếu xin lỗi số { $paper_number }. Lý do: { $reason }
dossier-event-apologise = Xin lỗi và hẹn lại { $promised }, phiếu số { $paper_number }; hồ sơ vẫn tính là quá hạn. Lý do: { $reason }
dossier-event-hand-over = Trả kết quả cho người nhận; hồ sơ kết thúc
dossier-event-request-withdrawal = Người nộp yêu cầu rút hồ sơ; tạm dừng tính thời hạn
dossier-event-confirm-withdrawal = Xác nhận rút hồ sơ; dừng giải quyết
dossier-event-cancel-withdrawal = Không rút hồ sơ nữa: { $reason }
dossier-event-stop = Dừng giải quyết: { $reason }. Căn cứ: { $basis }
dossier-event-lodge-online = Người nộp gửi hồ sơ trực tuyến
dossier-event-answer-supplement = Người nộp báo đã bổ sung { $items } nội dung; chờ Bộ phận Một cửa kiểm tra
dossier-event-return-answer = Nội dung bổ sung chưa đủ, đã báo người nộp: { $reason }
dossier-event-adjust = Người nộp điều chỉnh nội dung hồ sơ
dossier-event-intake-alert = Hồ sơ trực tuyến chờ tiếp nhận: đã báo Bộ phận Một cửa, phải trả lời trước { $by }
dossier-event-intake-overdue = Quá hạn trả lời tiếp nhận trực tuyến ({ $by }); đã báo Bộ phận Một cửa và người phụ trách
dossier-event-urge = Đôn đốc: { $words }
dossier-event-talk-held = Trao đổi trực tuyến: { $officer } ({ $unit }) và { $visitor } tại { $centre }, từ { $began } đến { $ended }, { $minutes } phút. Không ghi âm, không ghi hình
dossier-event-talk-missed = Cuộc trao đổi trực tuyến hẹn lúc { $began } với { $officer } ({ $unit }) tại { $centre } không diễn ra: { $absent ->
    [visitor] người dân không vào phòng
    [officer] cán bộ không vào phòng
    [both] không ai vào phòng
   *[neither] hai bên vào phòng không cùng lúc
}
dossier-event-talk-minute = Ghi nhận kết quả trao đổi trực tuyến
dossier-event-explain = Giải trình quá hạn. Lý do: { $reason }. Biện pháp: { $measures }
dossier-event-reassign = Chuyển cho { $officer } xử lý. Lý do: { $reason }
dossier-event-reproject = Lịch làm việc thay đổi theo { $basis }, ngày hẹn trả được tính lại
dossier-event-keep-promise = Lịch làm việc thay đổi theo { $basis }: tính lại là { $counted }, vẫn giữ hẹn đã báo { $until }
dossier-event-recount-step = Lịch làm việc thay đổi theo { $basis }, hạn của bước hiện tại là { $step_due }
dossier-event-succeed = Theo { $basis }, { $from_unit } bàn giao hồ sơ cho { $to_unit }
dossier-event-post-result = Gửi kết quả qua bưu chính, số hiệu { $tracking }
dossier-event-return-posted = Bưu chính chuyển hoàn kết quả sau { $invitations } lần mời nhận
dossier-event-choose-door = Nơi nhận kết quả: { $unit } (trước đó: { $before })
dossier-event-attach-file = Thêm tệp vào hồ sơ
dossier-event-remove-file = Bỏ tệp khỏi hồ sơ
dossier-event-due-moved = Ngày hẹn trả chuyển từ { $due_before } sang { $due }

## Nhật ký, cho người nộp: không có tên cán bộ, không có trao đổi nội bộ
dossier-event-lodge-public = Hồ sơ được gửi đến
dossier-event-revise-public = Nội dung hồ sơ được cập nhật
dossier-event-accept-public = Hồ sơ được tiếp nhận, hẹn trả { $due }
dossier-event-request-supplement-public = Yêu cầu bổ sung trước khi tiếp nhận
dossier-event-resubmit-public = Hồ sơ đã bổ sung được nhận lại để kiểm tra
dossier-event-refuse-intake-public = Hồ sơ không được tiếp nhận
dossier-event-transfer-public = Chuyển hồ sơ đến { $unit }
dossier-event-complete-at-once-public = Giải quyết và trả kết quả ngay
dossier-event-claim-public = Cơ quan giải quyết đã nhận xử lý
dossier-event-assign-public = Hồ sơ được phân công xử lý
dossier-event-forward-public = Hồ sơ được chuyển tiếp trong cơ quan giải quyết
dossier-event-send-back-public = Hồ sơ được xem xét lại trong cơ quan giải quyết
dossier-event-consult-public = Lấy ý kiến { $unit }
dossier-event-answer-consultation-public = { $unit } đã trả lời
dossier-event-consultation-late-public = Đang chờ ý kiến của { $unit }
dossier-event-ask-supplement-public = Hồ sơ đang được thẩm định
dossier-event-send-supplement-request-public = Yêu cầu bổ sung giấy tờ; tạm dừng tính thời hạn
dossier-event-decline-supplement-request-public = Hồ sơ tiếp tục được thẩm định
dossier-event-receive-supplement-public = Đã nhận đủ giấy tờ bổ sung
dossier-event-close-unsupplemented-public = Hồ sơ được đóng vì hết thời hạn bổ sung
dossier-event-declare-obligation-public = Thông báo nghĩa vụ tài chính
dossier-event-clear-obligation-public = Đã ghi nhận việc thực hiện nghĩa vụ tài chính
dossier-event-suspend-public = Tạm dừng tính thời hạn. Căn cứ: { $basis }
dossier-event-resume-public = Tiếp tục tính thời hạn
dossier-event-propose-public = Đã thẩm định xong, đang trình phê duyệt
dossier-event-approve-public = Đã phê duyệt
dossier-event-reject-proposal-public = Hồ sơ được thẩm định lại
dossier-event-attach-result-public = Kết quả được ghi vào hồ sơ
dossier-event-release-public = { $refuses ->
    [1] Có văn bản từ chối giải quyết
   *[other] Đã có kết quả
}
dossier-event-extend-public = Gia hạn, hẹn trả { $promised }, kèm phiếu xin lỗi
dossier-event-apologise-public = Xin lỗi vì trễ hẹn, hẹn lại { $promised }
dossier-event-hand-over-public = Kết quả đã được trả
dossier-event-request-withdrawal-public = Yêu cầu rút hồ sơ được ghi nhận
dossier-event-confirm-withdrawal-public = Hồ sơ đã được rút
dossier-event-cancel-withdrawal-public = Hồ sơ tiếp tục được giải quyết
dossier-event-stop-public = Dừng giải quyết hồ sơ. Căn cứ: { $basis }
dossier-event-lodge-online-public = Hồ sơ được gửi trực tuyến
dossier-event-answer-supplement-public = Người nộp báo đã bổ sung; chờ kiểm tra
dossier-event-return-answer-public = Nội dung bổ sung chưa đủ
dossier-event-adjust-public = Nội dung hồ sơ được điều chỉnh
dossier-event-intake-alert-public = Nơi tiếp nhận được nhắc kiểm tra hồ sơ
dossier-event-intake-overdue-public = Quá hạn trả lời tiếp nhận trực tuyến; người phụ trách được báo
dossier-event-urge-public = Hồ sơ được đôn đốc
dossier-event-talk-held-public = Trao đổi trực tuyến với { $unit }, { $began }, { $minutes } phút
dossier-event-talk-missed-public = Cuộc trao đổi trực tuyến với { $unit } hẹn lúc { $began } không diễn ra: { $absent ->
    [visitor] người dân không vào phòng
    [officer] cán bộ không vào phòng
    [both] không ai vào phòng
   *[neither] hai bên vào phòng không cùng lúc
}
dossier-event-talk-minute-public = Cơ quan đã ghi nhận kết quả trao đổi
dossier-event-explain-public = Cơ quan giải quyết giải trình việc quá hạn
dossier-event-reassign-public = Hồ sơ được chuyển cho cán bộ khác xử lý
dossier-event-reproject-public = Lịch làm việc thay đổi theo { $basis }, ngày hẹn trả được tính lại
dossier-event-keep-promise-public = Lịch làm việc thay đổi theo { $basis }; ngày hẹn trả không đổi
dossier-event-recount-step-public = Lịch làm việc thay đổi theo { $basis }
dossier-event-succeed-public = { $unit } tiếp tục giải quyết hồ sơ theo { $basis }
dossier-event-post-result-public = Kết quả được gửi qua bưu chính
dossier-event-return-posted-public = Bưu chính chuyển hoàn kết quả về nơi trả
dossier-event-choose-door-public = Chọn nơi nhận kết quả: { $unit }
dossier-event-attach-file-public = Tệp được thêm vào hồ sơ
dossier-event-remove-file-public = Tệp được bỏ khỏi hồ sơ
dossier-event-due-moved-public = Ngày hẹn trả chuyển từ { $due_before } sang { $due }

## Thông báo gửi người nộp
dossier-notice-arrived = Hồ sơ trực tuyến của Ông/Bà đã đến nơi tiếp nhận. Ông/Bà sẽ được báo đã tiếp nhận hoặc cần bổ sung chậm nhất { $until }.
dossier-notice-answer-received = Đã nhận nội dung bổ sung của Ông/Bà; nơi tiếp nhận đang kiểm tra.
dossier-notice-answer-returned = Nội dung bổ sung chưa đủ: { $reason } Đề nghị Ông/Bà bổ sung tiếp theo phiếu yêu cầu đã gửi.
dossier-notice-result-posted = Kết quả của hồ sơ { $code } đã được gửi qua bưu chính, số hiệu bưu gửi { $tracking }.
dossier-notice-result-returned = Bưu chính chưa phát được kết quả của hồ sơ { $code } và đã chuyển hoàn. Mời Ông/Bà nhận tại { $unit }, hoặc đề nghị gửi lại.
dossier-notice-door-chosen = Kết quả hồ sơ { $code } sẽ được trả tại { $unit } theo lựa chọn của Ông/Bà.
dossier-notice-door-chosen-ready = Kết quả hồ sơ { $code } sẽ được trả tại { $unit } theo lựa chọn của Ông/Bà. Bản giấy đang được chuyển đến; khi kết quả đã về nơi trả, Ông/Bà sẽ nhận được thông báo.
dossier-notice-result-at-door = Kết quả hồ sơ { $code } đã về { $unit }. Mời Ông/Bà mang giấy tiếp nhận và giấy tờ tùy thân đến nhận.
dossier-notice-accepted = Hồ sơ { $code } đã được tiếp nhận, hẹn trả kết quả { $due }.
dossier-notice-supplement = Hồ sơ của Ông/Bà cần bổ sung. Các nội dung cần bổ sung được ghi đầy đủ, một lần trong phiếu yêu cầu; đề nghị Ông/Bà nộp tại nơi đã nộp hồ sơ.
dossier-notice-not-accepted = Hồ sơ của Ông/Bà không được tiếp nhận. Lý do và căn cứ được ghi trong phiếu từ chối.
dossier-notice-supplement-received = Đã nhận đủ giấy tờ bổ sung. Ngày hẹn trả kết quả: { $due }.
dossier-notice-closed-unsupplemented = Hồ sơ { $code } được đóng vì đã hết thời hạn bổ sung. Ông/Bà có thể nộp hồ sơ mới khi đủ giấy tờ.
dossier-notice-obligation = Đề nghị Ông/Bà nộp { $amount } theo thông báo số { $notice_no } để hồ sơ được giải quyết tiếp.
dossier-notice-suspended = Việc tính thời hạn giải quyết hồ sơ tạm dừng theo { $basis }. Ngày hẹn trả mới sẽ được thông báo khi tiếp tục giải quyết.
dossier-notice-resumed = Hồ sơ được tiếp tục giải quyết. Ngày hẹn trả kết quả: { $due }.
dossier-notice-result-ready = Hồ sơ { $code } đã có kết quả. Mời Ông/Bà nhận tại { $unit } hoặc theo cách đã đăng ký.
dossier-notice-result-refused = Hồ sơ { $code } không đủ điều kiện giải quyết; văn bản từ chối nêu lý do và căn cứ đang ở { $unit }. Mời Ông/Bà đến nhận; Ông/Bà có quyền khiếu nại theo quy định.
dossier-notice-apology = Cơ quan giải quyết xin lỗi Ông/Bà vì chưa trả kết quả đúng hẹn. Ngày hẹn mới: { $due }.
dossier-notice-date-moved = Lịch làm việc thay đổi, ngày hẹn trả kết quả hồ sơ { $code } được tính lại: { $due }.
dossier-notice-withdrawn = Hồ sơ đã được rút theo yêu cầu của Ông/Bà và dừng giải quyết.
dossier-notice-stopped = Hồ sơ { $code } dừng giải quyết theo quy định của pháp luật; lý do và căn cứ được lưu trong hồ sơ.
dossier-notice-paper-lost = Trong quá trình luân chuyển, giấy tờ của hồ sơ { $code } bị thất lạc. { $unit } xin lỗi Ông/Bà, đang tìm lại và sẽ chi trả, hoàn thiện giấy tờ theo quy định nếu không tìm thấy.

## Tin nhắn cho cán bộ
dossier-officer-notice-urged = { $by } đôn đốc hồ sơ { $code }: { $words }
dossier-officer-notice-adjusted = Người nộp đã điều chỉnh nội dung hồ sơ { $code }.
dossier-officer-notice-moved-away = Hồ sơ { $code } đã được chuyển cho { $officer } xử lý.
dossier-officer-notice-moved-to-you = { $by } chuyển hồ sơ { $code } cho Ông/Bà xử lý. Lý do: { $reason }
dossier-officer-notice-talk-booked = { $centre } đặt một cuộc trao đổi trực tuyến với Ông/Bà lúc { $at }.
dossier-officer-notice-talk-now = { $centre }: người dân muốn trao đổi trực tuyến với Ông/Bà ngay bây giờ.
dossier-officer-notice-talk-waiting = Người dân đang chờ Ông/Bà trong phòng trao đổi trực tuyến ({ $centre }).
dossier-officer-notice-talk-soon = Sắp đến giờ: cuộc trao đổi trực tuyến lúc { $at } ({ $centre }).
dossier-officer-notice-talk-moved = Cuộc trao đổi trực tuyến được đổi sang { $at } ({ $centre }).
dossier-officer-notice-talk-accepted = { $centre } nhận giờ Ông/Bà đề nghị: { $at }.
dossier-officer-notice-talk-cancelled = Cuộc trao đổi trực tuyến lúc { $at } đã hủy: { $reason }
dossier-officer-notice-talk-declined = Cán bộ từ chối cuộc trao đổi trực tuyến lúc { $at }: { $reason }
dossier-officer-notice-talk-proposed = Cán bộ đề nghị trao đổi trực tuyến vào lúc { $at }: { $reason }
dossier-officer-notice-talk-missed = Cuộc trao đổi trực tuyến lúc { $at } không diễn ra: { $absent ->
    [visitor] người dân không vào phòng
    [officer] cán bộ không vào phòng
    [both] không ai vào phòng
   *[neither] hai bên vào phòng không cùng lúc
}.
dossier-officer-notice-intake-alert = Có hồ sơ trực tuyến chờ tiếp nhận; phải trả lời trước { $by }.
dossier-officer-notice-intake-overdue = Hồ sơ trực tuyến đã quá hạn trả lời tiếp nhận ({ $by }).

## Cách nộp, cách nhận
dossier-submission-paper = Giấy
dossier-submission-scan = Bản quét
dossier-submission-data = Dữ liệu có sẵn
dossier-pick-up-counter = Tại quầy
dossier-pick-up-post = Qua bưu chính công ích
dossier-pick-up-online = Trực tuyến
dossier-outcome-grant = Giải quyết
dossier-outcome-refuse = Từ chối giải quyết

## Danh sách công việc
dossier-pile-act-now = Cần làm ngay
dossier-pile-at-risk = Sắp trễ
dossier-pile-waiting = Chờ người khác
dossier-pile-hand-over = Chờ trả kết quả
dossier-pile-all = Tất cả hồ sơ
dossier-duty-one-stop = Tiếp nhận
dossier-duty-assigner = Phân công
dossier-duty-specialist = Thụ lý
dossier-duty-approver = Phê duyệt
dossier-duty-records-clerk = Văn thư
dossier-duty-hand-over = Trả kết quả

## Lý do dừng, thời hạn
dossier-stop-withdrawn = Người nộp rút hồ sơ
dossier-stop-unsupplemented = Không bổ sung trong thời hạn
dossier-stop-by-law = Dừng theo quy định của pháp luật, quyết định của tòa án hoặc cơ quan có thẩm quyền
dossier-deadline-intake = Hạn trả lời tiếp nhận trực tuyến
dossier-deadline-intake-alert = Hạn báo cán bộ tiếp nhận
dossier-deadline-result = Hẹn trả kết quả
dossier-deadline-transfer = Hạn chuyển hồ sơ
dossier-deadline-step = Hạn của bước
dossier-deadline-supplement-close = Ngày được đóng nếu không bổ sung
dossier-deadline-consultation = Hạn trả lời ý kiến

## Chưa thực hiện được: chuyện gì, còn giữ gì, làm gì tiếp
refusal-not-in-this-stage = Việc này không làm được khi hồ sơ đang ở trạng thái “{ $stage ->
    [lodged] { dossier-stage-lodged }
    [supplement_before_intake] { dossier-stage-supplement-before-intake }
    [not_accepted] { dossier-stage-not-accepted }
    [accepted] { dossier-stage-accepted }
    [in_progress] { dossier-stage-in-progress }
    [supplement_asked] { dossier-stage-supplement-asked }
    [awaiting_supplement] { dossier-stage-awaiting-supplement }
    [awaiting_obligation] { dossier-stage-awaiting-obligation }
    [suspended] { dossier-stage-suspended }
    [withdrawal_requested] { dossier-stage-withdrawal-requested }
    [stopped] { dossier-stage-stopped }
    [result_ready] { dossier-stage-result-ready }
    [handed_over] { dossier-stage-handed-over }
   *[other] { $stage }
}”. Hồ sơ giữ nguyên; đề nghị xem các việc có thể làm ở trang hồ sơ.
refusal-held-by-another = Hồ sơ đang do { $officer } xử lý nên chưa ghi được. Nội dung hồ sơ giữ nguyên; đề nghị trao đổi với người đang xử lý hoặc lãnh đạo đơn vị để phân công lại.
refusal-claim-first = Hồ sơ chưa có người nhận xử lý. Đề nghị bấm “Nhận xử lý” trước, rồi làm lại việc này.
refusal-number-missing = Chưa lấy được số cho văn bản nên chưa ghi gì. Đề nghị thực hiện lại; nếu vẫn gặp, báo người quản trị.
refusal-words-required = Nội dung này bắt buộc phải ghi.
refusal-applicant-required = Chưa ghi người nộp hồ sơ. Đề nghị tìm hoặc nhập người nộp rồi lưu lại.
refusal-summary-too-long = Trích yếu dài quá 1.000 ký tự. Đề nghị rút gọn rồi lưu lại.
refusal-not-settled-at-once = Thủ tục này không thuộc loại giải quyết và trả kết quả ngay. Đề nghị bấm “Tiếp nhận” và chuyển cơ quan giải quyết.
refusal-components-missing = Hồ sơ còn thiếu thành phần bắt buộc: { $components }. Chưa tiếp nhận, nội dung đã nhập giữ nguyên. Đề nghị nhận đủ giấy tờ, hoặc lập phiếu yêu cầu bổ sung ghi đầy đủ một lần.
refusal-component-unknown = Thành phần hồ sơ được chọn không có trong hồ sơ này. Tệp chưa được ghi; đề nghị chọn lại thành phần.
refusal-received-in-the-future = Thời điểm nhận hồ sơ ở sau hiện tại. Đề nghị ghi lại theo biên bản giao nhận với bưu chính.
refusal-limit-absent = Thủ tục công bố không ghi thời hạn giải quyết. Đề nghị ghi ngày hẹn trả và lý do trước khi tiếp nhận.
refusal-due-not-after-now = Ngày hẹn trả phải sau thời điểm hiện tại. Đề nghị chọn ngày khác.
refusal-no-term = Chưa có thời hạn để tính ngày hẹn trả. Đề nghị ghi ngày hẹn trả và lý do.
refusal-procedure-unknown = Không có thủ tục mã { $code } đang áp dụng. Đề nghị tìm lại thủ tục theo tên hoặc mã.
refusal-case-unknown = Thủ tục không có trường hợp “{ $case }”. Đề nghị chọn lại trường hợp.
refusal-agency-code-missing = Cơ quan chưa có mã định danh nên chưa cấp được mã hồ sơ. Nội dung đã nhập giữ nguyên; đề nghị người quản trị ghi mã cho đơn vị.
refusal-process-empty = Quy trình nội bộ của thủ tục ({ $process }) chưa có bước xử lý. Hồ sơ giữ nguyên; đề nghị người quản trị bổ sung quy trình.
refusal-process-without-approver = Quy trình nội bộ “{ $process }” không có bước phê duyệt nên không ai ký được kết quả. Hồ sơ giữ nguyên; đề nghị người quản trị sửa quy trình.
refusal-wrong-duty = Bước hiện tại không phải bước được làm việc này. Hồ sơ giữ nguyên; đề nghị chuyển hồ sơ đến đúng bước.
refusal-forward-to-self = Không thể chuyển hồ sơ cho chính mình. Đề nghị chọn người khác.
refusal-no-next-step = Quy trình không còn bước nào sau bước này. Hồ sơ giữ nguyên.
refusal-no-previous-step = Đây là bước đầu của cơ quan giải quyết nên không có bước trước để chuyển lại. Hồ sơ giữ nguyên.
refusal-proposal-required = Chưa có đề xuất kết quả trình phê duyệt. Đề nghị người thụ lý trình trước.
refusal-own-proposal = Người trình không được tự phê duyệt đề xuất của mình. Đề nghị lãnh đạo khác phê duyệt.
refusal-approval-required = Kết quả chưa được phê duyệt đầy đủ nên chưa ghi hoặc phát hành được. Hồ sơ giữ nguyên; đề nghị chờ lãnh đạo phê duyệt.
refusal-result-required = Chưa ghi kết quả giải quyết. Đề nghị ghi tên, số, ngày ký, người ký của kết quả trước khi phát hành.
refusal-signed-in-the-future = Ngày ký ở sau hôm nay. Đề nghị ghi lại ngày ký.
refusal-file-unknown = Tệp kết quả được chọn không có trong hồ sơ. Đề nghị tải tệp lên hồ sơ rồi chọn lại.
refusal-file-part-of-record = Tệp đã thuộc hồ sơ được tiếp nhận hoặc thuộc kết quả nên không bỏ được. Nếu có sai sót, đề nghị thêm tệp đúng và ghi chú.
refusal-authority-required = Người nhận không phải người nộp hoặc người được ủy quyền trong hồ sơ. Đề nghị ghi giấy ủy quyền trước khi trả kết quả.
refusal-supplement-without-item = Phiếu yêu cầu bổ sung phải có ít nhất một nội dung, mỗi nội dung phải ghi rõ cần gì. Đề nghị ghi đầy đủ, một lần.
refusal-supplement-limit = Sau khi tiếp nhận chỉ được yêu cầu bổ sung một lần; hồ sơ này đã yêu cầu { $asked } lần. Muốn yêu cầu nữa phải có người được phân quyền cho phép, ghi rõ lý do, và hồ sơ bị tính quá hạn theo bộ chỉ số phục vụ.
refusal-supplement-asked-already = Trước khi tiếp nhận chỉ được yêu cầu bổ sung một lần; hồ sơ này đã được yêu cầu ngày { $on }. Nếu nội dung bổ sung chưa đủ, dùng “Báo còn thiếu” theo chính phiếu đó; nếu đủ thì tiếp nhận, không đủ điều kiện thì từ chối có lý do.
refusal-return-late = Đã quá hạn trả lại để bổ sung ({ $by }). Nếu vẫn cần, đề nghị ghi lý do chậm rồi gửi lại.
refusal-no-closing-time = Nghị định áp dụng cho hồ sơ này không quy định đóng hồ sơ khi chưa bổ sung. Hồ sơ vẫn mở; đề nghị liên hệ người nộp.
refusal-too-early-to-close = Người nộp còn được bổ sung đến hết ngày { $until }. Hồ sơ vẫn mở; chỉ đóng được sau ngày này.
refusal-amount-not-positive = Số tiền phải lớn hơn 0. Đề nghị ghi lại theo thông báo.
refusal-no-financial-obligation = Thủ tục này không có nghĩa vụ tài chính trong quá trình giải quyết. Hồ sơ giữ nguyên.
refusal-pause-reason-unknown = Lý do tạm dừng được chọn không có trong thủ tục. Đề nghị chọn lại, hoặc ghi lý do kèm căn cứ pháp luật.
refusal-pause-basis-required = Tạm dừng thời hạn phải có căn cứ pháp luật chuyên ngành; chờ ý kiến cơ quan khác tự nó không phải căn cứ. Đề nghị ghi căn cứ, nếu không thời hạn vẫn tính tiếp.
refusal-consultation-open = { $unit } chưa trả lời ý kiến. Đề nghị chờ, hoặc ghi lại ý kiến đã nhận được trước khi trình.
refusal-consultation-unknown = Không tìm thấy lần lấy ý kiến này. Đề nghị tải lại trang hồ sơ.
refusal-consultation-answered = Lần lấy ý kiến này đã có trả lời. Ý kiến đã ghi được giữ nguyên.
refusal-consult-self = Không lấy ý kiến của chính đơn vị đang xử lý. Đề nghị chọn đơn vị khác.
refusal-date-passed = Ngày này đã qua. Đề nghị chọn ngày khác.
refusal-extension-limit = Hồ sơ đã được gia hạn một lần; pháp luật không cho gia hạn lần nữa. Ngày hẹn giữ nguyên; nếu trễ, đề nghị xin lỗi và hẹn lại.
refusal-extension-notice = Phải gia hạn chậm nhất ngày { $latest }, trước ngày hẹn trả một ngày. Ngày hẹn giữ nguyên; nếu không kịp, đề nghị xin lỗi và hẹn lại sau khi quá hạn.
refusal-extension-after-due = Đã quá ngày hẹn trả nên không gia hạn được (chậm nhất là ngày { $latest }). Đề nghị xin lỗi và hẹn lại; hồ sơ vẫn tính là quá hạn.
refusal-extension-not-later = Ngày hẹn mới phải sau ngày hẹn đang có và sau hôm nay. Đề nghị chọn ngày khác.
refusal-not-late-yet = Hồ sơ chưa quá hạn nên chưa phải xin lỗi và hẹn lại. Nếu không kịp, đề nghị gia hạn.
refusal-not-a-working-day = Ngày { $date } không phải ngày làm việc. Đề nghị chọn ngày làm việc để người dân đến nhận được.
refusal-decision-issued = Kết quả đã được ký phát hành nên không rút hồ sơ được nữa. Hồ sơ giữ nguyên.
refusal-supplement-item-unknown = Phiếu yêu cầu bổ sung không có nội dung số { $item }. Chưa gửi gì; đề nghị tải lại trang rồi trả lời lại.
refusal-supplement-item-unanswered = Nội dung số { $item } chưa được trả lời. Những gì đã nhập và đã tải lên được giữ nguyên; đề nghị trả lời hoặc tải giấy tờ lên rồi gửi lại.
refusal-no-answer-waits = Không có nội dung bổ sung nào đang chờ kiểm tra. Hồ sơ giữ nguyên.
refusal-answer-waits = Người nộp đã báo bổ sung và đang chờ kiểm tra nên chưa đóng được hồ sơ. Đề nghị kiểm tra nội dung bổ sung trước.
refusal-adjust-too-late = Kết quả đã được ký phát hành nên không điều chỉnh được nữa. Hồ sơ giữ nguyên.
refusal-adjust-after-acceptance = Sau khi tiếp nhận, hồ sơ này không điều chỉnh trực tuyến được. Hồ sơ giữ nguyên; nếu cần, đề nghị rút hồ sơ và nộp lại, hoặc liên hệ nơi tiếp nhận.
refusal-not-late = Hồ sơ không quá hạn nên không phải giải trình. Hồ sơ giữ nguyên.
refusal-reassign-to-holder = { $officer } đang xử lý hồ sơ này. Đề nghị chọn người khác.
refusal-redistribute-moved-on = Hồ sơ { $code } đã có thay đổi sau khi lập danh sách nên được giữ nguyên. Đề nghị lập lại danh sách nếu vẫn cần chuyển.
refusal-successor-unclear = Nhiều đơn vị tiếp nhận nhiệm vụ của { $unit } ({ $successors }) và địa chỉ người nộp chưa cho biết đơn vị nào. Đề nghị chọn đơn vị tiếp nhận mặc định.
refusal-officer-without-duty = { $officer } không có nhiệm vụ của bước này tại đơn vị đang giữ hồ sơ. Hồ sơ giữ nguyên; đề nghị chọn người khác.
refusal-posted-already = Kết quả đã được gửi qua bưu chính, số hiệu { $tracking }, và chưa được chuyển hoàn. Hồ sơ giữ nguyên.
refusal-not-posted = Kết quả chưa được gửi qua bưu chính. Đề nghị ghi việc gửi kết quả trước.
refusal-posted-not-returned = Kết quả đang trên đường bưu chính, số hiệu { $tracking }, nên chưa trả tại quầy được. Đề nghị chờ bưu chính phát hoặc chuyển hoàn.
refusal-door-as-before = Kết quả đã được đăng ký nhận tại { $unit }. Nếu muốn đổi, chọn một trung tâm khác.
refusal-door-not-a-centre = { $unit } không phải nơi tiếp nhận và trả kết quả. Chọn một trung tâm trong danh sách.
refusal-place-too-long = Nơi có việc dài quá 300 ký tự. Ghi ngắn lại: tên xã, phường hoặc địa chỉ.
refusal-proof-required = Trả kết quả qua bưu chính phải có số và thời điểm của giấy xác nhận phát. Đề nghị ghi đủ rồi lưu lại.
refusal-proof-outside = Thời điểm phát phải sau khi gửi bưu chính và không sau hiện tại. Đề nghị ghi lại theo giấy xác nhận phát.
refusal-invitations-too-few = Phải có ít nhất hai lần mời nhận thì bưu chính mới chuyển hoàn. Đề nghị ghi đủ các ngày mời.
refusal-invitation-outside = Ngày mời nhận phải từ ngày gửi bưu chính đến hôm nay. Đề nghị ghi lại.
refusal-invitations-too-close = Hai lần mời nhận phải cách nhau ít nhất hai ngày làm việc. Đề nghị ghi lại theo sổ của bưu chính.
refusal-applicant-not-yours = Tài khoản chỉ nộp hồ sơ cho chính chủ tài khoản. Chưa gửi gì; người được ủy quyền đề nghị nộp bằng tài khoản của người ủy quyền.
refusal-idempotency-reused = Mã yêu cầu này đã dùng cho một việc khác nên lần này chưa ghi gì. Đề nghị tải lại trang rồi làm lại.
