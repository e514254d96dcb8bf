# The frame's navigation
motcua-nav-home = Việc của tôi
motcua-nav-intake = Tiếp nhận hồ sơ
motcua-nav-dossiers = Hồ sơ
motcua-nav-hand-over = Trả kết quả
motcua-nav-procedures = Thủ tục
