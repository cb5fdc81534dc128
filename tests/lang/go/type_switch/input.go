package p

type cat struct{}
type dog struct{}

func (cat) Meow() {}
func (dog) Bark() {}

type animal interface{ Speak() }

func hear(a animal) {
	switch v := a.(type) {
	case cat:
		v.Meow()
	case *dog:
		v.Bark()
	case nil, error:
		v.Speak()
	default:
		v.Speak()
	}
	switch a.(type) {
	case cat:
	}
	if d, ok := a.(dog); ok {
		d.Bark()
	}
	a.(cat).Meow()
}
