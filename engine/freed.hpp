// Owning pointers for C objects. For .cpp files and the internal headers beside them.
#pragma once

namespace tlsmatrix {

// Freed is a deleter for unique_ptr that calls the object's own function.
template <auto free_function>
struct Freed {
    template <class Object>
    void operator()(Object* object) const {
        free_function(object);
    }
};

}  // namespace tlsmatrix
