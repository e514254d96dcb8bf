# Hướng dẫn tại chỗ: mỗi màn hình của cán bộ một trang ngắn, và các phím tắt.

help-title = Hướng dẫn
help-lead = Chọn một màn hình ở danh sách bên. Ở màn hình nào cũng có thể bấm phím ? để mở hướng dẫn của màn hình đó.
help-topics = Các màn hình
help-keys = Phím tắt
help-key = Phím
help-key-does = Làm gì
help-key-help = mở hướng dẫn của màn hình đang xem
help-key-search = tìm hồ sơ theo mã, tên hoặc số định danh
help-key-next = dòng sau, hồ sơ sau
help-key-previous = dòng trước, hồ sơ trước
help-key-open = mở dòng đang chọn
help-key-act = việc chính của màn hình (ghi cạnh nút)
help-key-visitor = người nộp tiếp theo ở quầy
help-key-close = đóng bảng đang mở
help-home-title = Việc của tôi
help-home-text =
    Các ô trên cùng đếm việc đang chờ bạn; bấm vào ô để mở danh sách, số trong ô luôn bằng số dòng của danh sách.
    “Cần làm ngay” là việc của chính bạn hoặc đang chờ người nhận trong khay của bạn; “Sắp trễ” là việc đến hạn trước hết ngày làm việc tới.
    “Chờ người khác” là hồ sơ chờ người nộp, cơ quan khác hoặc đang tạm dừng; bạn chưa phải làm gì.
    Dùng phím J, K để đi qua các dòng và Enter để mở.
help-intake-title = Tiếp nhận tại quầy
help-intake-text =
    Tìm người nộp bằng số định danh, điện thoại hoặc tên; nếu chưa có, nhập mới. Không có dữ liệu của người trước còn lại trên màn hình.
    Gõ việc cần làm bằng lời thường, chọn thủ tục, kiểm tra cơ quan giải quyết mà hệ thống đề xuất.
    Đánh dấu từng giấy tờ nhận được, quét và thả tệp vào đúng dòng. Màn hình tự lưu.
    Đủ giấy tờ thì bấm Tiếp nhận; thiếu thì ghi mọi nội dung cần bổ sung một lần; không thuộc trường hợp tiếp nhận thì từ chối kèm lý do và căn cứ.
help-online-title = Hồ sơ nộp trực tuyến
help-online-text =
    Danh sách xếp theo thời hạn trả lời; hồ sơ quá 8 giờ làm việc đứng đầu và lãnh đạo Bộ phận Một cửa cũng thấy.
    Mở hồ sơ: xem tờ khai, mở từng tệp, đọc cột Kiểm tra bên phải. Chữ khác màu luôn kèm chữ nói rõ khớp hay khác.
    Đánh dấu giấy tờ hợp lệ rồi bấm Tiếp nhận: thời hạn bắt đầu từ lúc đó. Hệ thống không bao giờ tự tiếp nhận.
    Cần bổ sung: chỉ được yêu cầu một lần, mỗi nội dung gắn với giấy tờ hoặc mục của tờ khai, nên kèm ví dụ và căn cứ.
    Sai cơ quan giải quyết: chọn lại và bấm Lưu cơ quan giải quyết trước khi tiếp nhận.
help-dossiers-title = Danh sách hồ sơ
help-dossiers-text =
    Bấm Lọc để chọn trạng thái, thủ tục, lĩnh vực, đơn vị, người xử lý, cách nộp, khoảng ngày hẹn trả; các ô có gợi ý khi gõ.
    Bấm Cột và thứ tự để chọn cột nào hiện, theo thứ tự nào.
    Lưu chế độ xem để dùng lại; đánh dấu “Mở đầu tiên” nếu muốn vào danh sách là thấy ngay. Sao chép liên kết để gửi đồng nghiệp: họ chỉ thấy những hồ sơ họ được xem.
    Chọn nhiều hồ sơ rồi bấm việc cần làm: mỗi lần tối đa 500 hồ sơ, hồ sơ không làm được sẽ được liệt kê kèm lý do.
    Xuất Excel hoặc CSV: tệp được giữ bảy ngày trong trang Việc chạy nền.
help-hand-over-title = Trả kết quả
help-hand-over-text =
    Quét mã trên giấy hẹn hoặc tìm theo mã, tên, số định danh.
    Kiểm tra giấy tờ của người nhận; người nhận thay phải có giấy ủy quyền.
    Trả lại bản chính đã giữ và ghi vào phiếu.
    Bấm Trả kết quả: hồ sơ kết thúc.
help-custody-title = Giấy tờ, bưu chính, túi niêm phong
help-custody-text =
    Mỗi giấy tờ lúc nào cũng có đúng một nơi giữ.
    Hồ sơ đến qua bưu chính: ghi số vận đơn, lập biên bản giao nhận từng khoản; thời hạn tính từ lúc ký biên bản.
    Xếp giấy tờ vào túi, niêm phong, quét ở cả nơi đi và nơi đến; túi đến muộn hoặc thiếu hiện ngay trong ngày.
    Kết quả gửi bưu chính: ghi ngày phát; phát không được hai lần thì chuyển lại cơ quan giải quyết.
help-talks-title = Trao đổi trực tuyến
help-talks-text =
    Quầy tiếp đón hoặc tiếp nhận: mở Đặt cuộc trao đổi, nhập mã hồ sơ để biết ai đang giữ, chọn ngay bây giờ hoặc đặt lịch trong giờ làm việc.
    Đưa mã phòng (hoặc mã QR) cho người dân. Người dân vào bằng máy tính của Trung tâm hoặc điện thoại, không cần tài khoản; mã chỉ dùng được trong giờ hẹn.
    Cán bộ chuyên môn: hộp thư báo khi được đặt, trước giờ 10 phút và khi người dân đang chờ. Bận thì đề nghị giờ khác hoặc từ chối kèm lý do.
    Mất mạng hay tải lại trang thì vào lại phòng; không có camera vẫn nghe, nói hoặc viết được.
    Kết thúc rồi ghi nhận kết quả: nhật ký hồ sơ có giờ, thời lượng, người tham gia và kết quả. Không ghi âm, không ghi hình, không lưu tin nhắn.
help-rooms-title = Phòng họp
help-rooms-text =
    Xem phòng nào trống trong ngày; đặt phòng cho buổi gặp trực tiếp ngay bên dưới bảng.
    Phòng có máy tính và camera thì chọn được khi đặt cuộc trao đổi trực tuyến.
    Một phòng mỗi lúc chỉ đặt được một lần; hủy thì ghi lý do và phòng trống trở lại.
    Người quản trị hoặc phụ trách sảnh thêm, sửa, ngừng dùng phòng ở mục Các phòng.
help-supervision-title = Theo dõi, đôn đốc
help-supervision-text =
    Xem hồ sơ đã trễ và sẽ trễ theo đơn vị, cán bộ, thủ tục, bước.
    Đôn đốc để lại dấu vết trong hồ sơ và gửi tin vào hộp tin của cán bộ.
    Hồ sơ trễ nào cũng phải có giải trình và thư xin lỗi; trang đếm những hồ sơ còn thiếu.
    Chuyển việc của người vắng mặt: xem trước đề xuất, xác nhận, và hoàn tác được.
help-procedures-title = Tra cứu thủ tục
help-procedures-text =
    Gõ lời thường, không cần dấu, hoặc mã thủ tục.
    Mở một thủ tục để xem thành phần hồ sơ, thời hạn, phí, căn cứ, các bước.
    Các phiên bản theo quyết định công bố xem ở mục Phiên bản; hồ sơ giữ phiên bản của ngày tiếp nhận.
help-duplicates-title = Người và hồ sơ trùng
help-duplicates-text =
    Hệ thống tìm những bản ghi có thể là cùng một người: cùng họ tên và ngày sinh, cùng điện thoại, số định danh lệch một chữ số.
    Hai bản ghi đặt cạnh nhau, chỗ khác được đánh dấu bằng chữ. Chọn giữ bản nào, hoặc chọn từng mục, hoặc “không trùng”; luôn ghi lý do.
    Gộp xong, bản còn lại trỏ về bản được giữ và hồ sơ của cả hai xem được cùng nhau; quản trị hoàn tác được.
    Hồ sơ trùng: giữ cả hai kèm lý do, hoặc mở hồ sơ để làm thủ tục rút theo quy định.
help-jobs-title = Việc chạy nền
help-jobs-text =
    Xuất danh sách, làm với nhiều hồ sơ và nhập dữ liệu chạy ở đây; có thể rời trang rồi quay lại.
    Trang cho biết đã làm đến đâu và liệt kê những mục không làm được kèm lý do.
    Tệp kết quả được giữ bảy ngày, chỉ người yêu cầu tải được.
help-announcements-title = Thông báo
help-announcements-text =
    Viết tiêu đề ngắn và nội dung, chọn từ ngày đến ngày.
    Chọn người xem: mọi cán bộ, một số đơn vị, hoặc cả trang công khai.
    Thông báo đã đăng không sửa được; bấm Kết thúc rồi đăng thông báo khác. Mỗi cán bộ có thể bấm Đã xem để cất đi.
help-admin-title = Quản trị
help-admin-text =
    Đơn vị, cán bộ, vai trò và lịch làm việc đều giữ lịch sử kèm văn bản quy định.
    Thay đổi lịch hoặc sáp nhập đơn vị: xem trước những hồ sơ bị ảnh hưởng rồi mới xác nhận.
    Quyền quản trị không kèm quyền xem hồ sơ.
