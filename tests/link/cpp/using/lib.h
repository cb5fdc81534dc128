#pragma once
namespace lib {
void send(int);
void stop();
struct Reader { int read(); };
enum class Mode { On, Off };
}
namespace app { using namespace lib; }
