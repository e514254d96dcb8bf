# paper: các biểu mẫu in ra giấy

paper-receipt = Giấy tiếp nhận hồ sơ và hẹn trả kết quả
paper-supplement = Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ
paper-refusal = Phiếu từ chối tiếp nhận, giải quyết hồ sơ
paper-apology = Phiếu xin lỗi và hẹn lại ngày trả kết quả
paper-stop = Thông báo dừng giải quyết hồ sơ
paper-control-sheet = Phiếu kiểm soát quá trình giải quyết hồ sơ

refusal-paper-dossier-code = Hồ sơ chưa có mã nên chưa in được biểu mẫu này.
refusal-paper-supplement-items = Phiếu yêu cầu bổ sung phải nêu ít nhất một nội dung cần bổ sung.
refusal-paper-reason = Phải ghi rõ lý do trước khi phát hành văn bản này.
refusal-paper-new-due = Phải ghi ngày hẹn trả kết quả mới trước khi phát hành phiếu xin lỗi.
refusal-paper-transfer-lines = Danh sách chưa có giấy tờ nào nên chưa in được. Cho ít nhất một giấy tờ vào rồi in lại.
