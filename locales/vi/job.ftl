# job — long work with progress
