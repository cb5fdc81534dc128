if (port::kLittleEndian) {
