package dot

func FromDot() {}
