# custody — who holds which paper
