package v

import "example.com/v/unit"

func use(n int, e error) {
	unit.Celsius(n).Show()
	local(n).Show()
	_ = (*unit.Box)(nil).Open()
	_ = len(unit.All)
	_ = max(1, 2)
	_ = string(rune(n))
	e.Error()
	x := new(unit.Box)
	x.Open()
	y := &unit.Box{}
	y.Open()
	(2 * unit.Zero).Show()
	sum := unit.Zero + 1
	sum.Show()
	(-sum).Show()
	warm := sum > unit.Zero
	warm.Show()
	(*unit.Row)(nil)[0].Open()
	(max)(1, 2)
}

func max(a, b int) int { return a }
