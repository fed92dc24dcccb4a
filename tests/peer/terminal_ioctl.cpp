// Preloaded before umockdev, which knows no device behind the port and would answer ENOTTY: terminal requests go to the
// kernel, for the port is a pseudo-terminal. All others go on to umockdev.
#include <dlfcn.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdarg>

extern "C" int ioctl(int descriptor, unsigned long request, ...) noexcept {
    va_list rest;
    va_start(rest, request);
    void* const argument = va_arg(rest, void*);
    va_end(rest);
    constexpr unsigned long terminal = 'T';  // the type octet of asm-generic/ioctls.h
    if ((request >> 8U & 0xFFU) == terminal) return static_cast<int>(syscall(SYS_ioctl, descriptor, request, argument));
    using Ioctl = int (*)(int, unsigned long, ...);
    static const auto next = reinterpret_cast<Ioctl>(dlsym(RTLD_NEXT, "ioctl"));
    return next(descriptor, request, argument);
}
