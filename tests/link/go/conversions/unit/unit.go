package unit

type Celsius float64

func (c Celsius) Show() {}

type Box struct{}

func (b *Box) Open() *Box { return b }

var All []Celsius

const Zero Celsius = 0

type Row [2]Box
