package keys

const KeyA = "a"

const Title = "t"
