package impl

import "example.com/i/api"

type File struct{}

func (f *File) Read(buf []byte) (int, error) { return 0, nil }

type Buffered struct{ *File }

type Status int

func (s Status) Code(any, func(int, int) error, ...string) int { return 0 }
func (s Status) Error() string                                { return "" }
func (s Status) sealed()                                      {}
func (s Status) Seal()                                        {}
func (s Status) Flush() error                                 { return nil }

type Odd struct{}

func (Odd) Read(p string) (int, error)           { return 0, nil }
func (Odd) Write(p []byte) error                 { return nil }
func (Odd) Code(ctx any, f func(int) error) int  { return 0 }

type Same struct{}

func (Same) With(s api.Self) api.Self { return s }

type Renamed File
