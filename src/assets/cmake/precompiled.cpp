// Holds the precompiled standard headers that the layers reuse.
