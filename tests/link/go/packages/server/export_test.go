package server

// Hidden is seen by the external tests of the package.
var Hidden = helper

func helper3() {}
