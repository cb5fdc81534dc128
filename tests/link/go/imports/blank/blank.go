package blank

func init() {}
