"""The models that come with the package: a CamemBERT-class encoder in 4-bit blocks, and its unpacking."""
