package list

func (l *List[E]) Head() E         { return l.First }
func (l *List[E]) Next() *List[E]  { return l.next }
func (l *List[E]) All() []E        { return nil }
func (p Pair[X, Y]) Second() Y     { return p.b }
