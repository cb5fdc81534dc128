package com.acme.shop;

import java.util.List;
import java.util.Map.Entry;
import java.io.*;
import static java.lang.Math.max;
import static java.util.Collections.*;

class Cart {
    List<String> names;

    int larger(int a, int b) {
        Entry<String, Integer> best = null;
        return max(a, b);
    }
}
