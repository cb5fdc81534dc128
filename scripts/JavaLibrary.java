// SPDX-License-Identifier: Apache-2.0
// Writes src/link/rules/java_library_data.c from the public API of the JDK that runs it:
//
//   java scripts/JavaLibrary.java > src/link/rules/java_library_data.c
//
// What names there mean is part of the language's platform, so linking knows what members of these
// classes give without their sources. The format is described in src/link/rules/java_library.h.
import java.lang.reflect.*;
import java.util.*;
import java.util.stream.*;

public class JavaLibrary {
    static final List<String> PACKAGES = List.of("java.io", "java.lang", "java.lang.ref",
        "java.lang.reflect", "java.math", "java.net", "java.nio", "java.nio.charset",
        "java.nio.file", "java.text", "java.time", "java.util", "java.util.concurrent",
        "java.util.concurrent.atomic", "java.util.concurrent.locks", "java.util.function",
        "java.util.regex", "java.util.stream");
    static final Map<String, Class<?>> classes = new TreeMap<>();

    static String name(Class<?> c) {
        return c.getName().substring(c.getPackageName().length() + 1).replace('$', '.');
    }

    static boolean visible(int modifiers) {
        return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
    }

    static String text(Type t) {
        if (t instanceof Class<?> c) {
            if (c.isArray()) return text(c.getComponentType()) + "[]";
            return c.isPrimitive() || classes.get(name(c)) == c ? c.isPrimitive() ? c.getName() : name(c) : "?";
        }
        if (t instanceof GenericArrayType a) return text(a.getGenericComponentType()) + "[]";
        if (t instanceof TypeVariable<?> v) return v.getName();
        if (t instanceof WildcardType w)
            return w.getLowerBounds().length > 0 ? text(w.getLowerBounds()[0])
                : w.getUpperBounds()[0] == Object.class ? "?" : text(w.getUpperBounds()[0]);
        ParameterizedType p = (ParameterizedType) t;
        String raw = text(p.getRawType());
        return raw.equals("?") ? raw : raw + "<" + texts(p.getActualTypeArguments()) + ">";
    }

    static String texts(Type[] types) {
        return Stream.of(types).map(JavaLibrary::text).collect(Collectors.joining(","));
    }

    static String vars(TypeVariable<?>[] vars) {
        return Stream.of(vars).map(TypeVariable::getName).collect(Collectors.joining(","));
    }

    static String signature(Method m) {
        String params = texts(m.getGenericParameterTypes());
        if (m.isVarArgs()) params = params.replaceFirst("\\[\\]$", "...");
        String own = m.getTypeParameters().length > 0 ? "<" + vars(m.getTypeParameters()) + ">" : "";
        return m.getName() + own + "(" + params + ")" + text(m.getGenericReturnType());
    }

    static Stream<Class<?>> bases(Class<?> c) {
        return Stream.concat(Stream.ofNullable(c.getSuperclass()), Stream.of(c.getInterfaces()));
    }

    static boolean inherited(Class<?> c, Method m) {
        return Stream.concat(bases(c), c.isInterface() ? Stream.of(Object.class) : Stream.empty()).anyMatch(b -> inherited(b, m) || classes.get(name(b)) == b
            && Stream.of(b.getDeclaredMethods()).anyMatch(x -> signature(x).equals(signature(m))));
    }

    static Optional<Method> function(Class<?> c) {
        if (!c.isInterface()) return Optional.empty();
        List<Method> open = Stream.of(c.getMethods()).filter(m -> Modifier.isAbstract(m.getModifiers()))
            .filter(m -> Stream.of(Object.class.getMethods()).noneMatch(o -> o.getName().equals(m.getName())
                && Arrays.equals(o.getParameterTypes(), m.getParameterTypes()))).toList();
        return open.size() == 1 ? Optional.of(open.get(0)) : Optional.empty();
    }

    /** Nothing can be done with what these give or take. */
    static boolean dull(Method m) {
        return m.getReturnType() == void.class
            && Stream.of(m.getParameterTypes()).noneMatch(p -> function(p).isPresent());
    }

    static boolean mentionsVariable(Type t) {
        return t instanceof TypeVariable<?> || t instanceof GenericArrayType a && mentionsVariable(a.getGenericComponentType())
            || t instanceof WildcardType w && Stream.of(w.getLowerBounds(), w.getUpperBounds()).flatMap(Stream::of).anyMatch(JavaLibrary::mentionsVariable)
            || t instanceof ParameterizedType p && Stream.of(p.getActualTypeArguments()).anyMatch(JavaLibrary::mentionsVariable);
    }

    /** Those that tell, or ask for, what a generic class is given. */
    static Stream<String> constructors(Class<?> c) {
        return Stream.of(c.getDeclaredConstructors())
            .filter(m -> visible(m.getModifiers()) && !m.isSynthetic())
            .filter(m -> Stream.of(m.getGenericParameterTypes()).anyMatch(JavaLibrary::mentionsVariable))
            .map(m -> "new(" + texts(m.getGenericParameterTypes()) + ")" + name(c) + "<" + vars(c.getTypeParameters()) + ">");
    }

    static List<String> members(Class<?> c) {
        String function = function(c).map(Method::getName).orElse("");
        Stream<String> methods = Stream.of(c.getDeclaredMethods())
            .filter(m -> visible(m.getModifiers()) && !m.isSynthetic())
            .filter(m -> m.getName().equals(function) || !dull(m) && !inherited(c, m))
            .map(m -> (m.getName().equals(function) && Modifier.isAbstract(m.getModifiers()) ? "*" : "") + signature(m));
        Stream<String> fields = Stream.of(c.getDeclaredFields())
            .filter(f -> visible(f.getModifiers()) && !f.isSynthetic())
            .map(f -> f.getName() + ":" + text(f.getGenericType()));
        return Stream.of(methods, fields, constructors(c)).flatMap(s -> s).sorted().toList();
    }

    /** What a class that only the JDK sees derives from, the classes below it do: AbstractStringBuilder. */
    static List<Type> written(Class<?> c) {
        List<Type> bases = new ArrayList<>();
        Class<?> above = c.getSuperclass();
        if (above != null && above != Object.class) bases.add(c.getGenericSuperclass());
        bases.addAll(List.of(c.getGenericInterfaces()));
        if (above != null && !visible(above.getModifiers())) bases.addAll(written(above).stream().filter(b -> b instanceof Class).toList());
        return bases;
    }

    static String row(Class<?> c) {
        String of = written(c).stream().map(JavaLibrary::text).filter(t -> !t.equals("?")).distinct().collect(Collectors.joining(" "));
        StringBuilder row = new StringBuilder("    {\"" + name(c) + "\", \"" + c.getPackageName() + "\", \""
            + vars(c.getTypeParameters()) + "\", \"" + of + "\", " + c.isInterface() + ",");
        String line = " ";
        for (String m : members(c)) {
            if (line.length() + m.length() > 88) {
                row.append("\n     \"").append(line).append('"');
                line = "";
            }
            line += m + " ";
        }
        return row.append("\n     \"").append(line).append("\"},").toString();
    }

    /** Of two classes with one simple name, that of the package listed first. */
    static Class<?> rather(Class<?> a, Class<?> b) {
        return PACKAGES.indexOf(a.getPackageName()) < PACKAGES.indexOf(b.getPackageName()) ? a : b;
    }

    /** The class of a file of the module, if others can name it. */
    static Optional<Class<?>> open(String file) {
        try {
            Class<?> c = Class.forName(file.substring(0, file.length() - 6).replace('/', '.'), false, null);
            boolean open = !c.isAnonymousClass() && !c.isLocalClass();
            for (Class<?> o = c; o != null; o = o.getDeclaringClass()) open &= visible(o.getModifiers());
            return open ? Optional.of(c) : Optional.empty();
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    public static void main(String[] args) throws Exception {
        var base = ModuleLayer.boot().configuration().findModule("java.base").orElseThrow();
        try (var reader = base.reference().open(); Stream<String> files = reader.list()) {
            files.filter(f -> f.endsWith(".class") && f.contains("/"))
                .filter(f -> PACKAGES.contains(f.substring(0, f.lastIndexOf('/')).replace('/', '.')))
                .flatMap(f -> open(f).stream()).forEach(c -> classes.merge(name(c), c, JavaLibrary::rather));
        }
        System.out.println("""
            // SPDX-License-Identifier: Apache-2.0
            // Java: the public classes of module java.base that programs use most. Generated by
            // scripts/JavaLibrary.java from the JDK %d; java_library.h says what the rows mean.
            #include "java_library.h"

            // clang-format off
            const java_class java_classes[] = {""".formatted(Runtime.version().feature()));
        classes.values().forEach(c -> System.out.println(row(c)));
        System.out.println("""
            };
            // clang-format on
            const size_t java_classes_count = CG_ARRAY_LEN(java_classes);""");
    }
}
