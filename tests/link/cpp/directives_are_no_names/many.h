#pragma once
namespace sn { int alloc(int a); }
namespace sn { int a00(); } namespace sn { int a01(); } namespace sn { int a02(); } namespace sn { int a03(); } namespace sn { int a04(); }
namespace sn { int a10(); } namespace sn { int a11(); } namespace sn { int a12(); } namespace sn { int a13(); } namespace sn { int a14(); }
namespace sn { int a20(); } namespace sn { int a21(); } namespace sn { int a22(); } namespace sn { int a23(); } namespace sn { int a24(); }
namespace sn { int a30(); } namespace sn { int a31(); } namespace sn { int a32(); } namespace sn { int a33(); } namespace sn { int a34(); }
namespace sn { int a40(); } namespace sn { int a41(); } namespace sn { int a42(); } namespace sn { int a43(); } namespace sn { int a44(); }
namespace sn { int a50(); } namespace sn { int a51(); } namespace sn { int a52(); } namespace sn { int a53(); } namespace sn { int a54(); }
namespace sn { int a60(); } namespace sn { int a61(); } namespace sn { int a62(); } namespace sn { int a63(); } namespace sn { int a64(); }
namespace sn { int a70(); } namespace sn { int a71(); } namespace sn { int a72(); } namespace sn { int a73(); } namespace sn { int a74(); }
namespace sn { int a80(); } namespace sn { int a81(); } namespace sn { int a82(); } namespace sn { int a83(); } namespace sn { int a84(); }
namespace sn { int a90(); } namespace sn { int a91(); } namespace sn { int a92(); } namespace sn { int a93(); } namespace sn { int a94(); }
namespace sn { int a100(); } namespace sn { int a101(); } namespace sn { int a102(); } namespace sn { int a103(); } namespace sn { int a104(); }
namespace sn { int a110(); } namespace sn { int a111(); } namespace sn { int a112(); } namespace sn { int a113(); } namespace sn { int a114(); }
namespace sn { int a120(); } namespace sn { int a121(); } namespace sn { int a122(); } namespace sn { int a123(); } namespace sn { int a124(); }
namespace sn { int a130(); } namespace sn { int a131(); } namespace sn { int a132(); } namespace sn { int a133(); } namespace sn { int a134(); }
