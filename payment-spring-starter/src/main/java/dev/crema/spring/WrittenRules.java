package dev.crema.spring;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Rules as they were written down: the binder turns a list within a map without a type into a map from 0 on, and leaves
 * numbers as numbers.
 */
final class WrittenRules {
    private WrittenRules() {}

    static List<Object> of(List<? extends Map<String, ?>> bound) {
        List<Object> rules = new ArrayList<>();
        bound.forEach(rule -> rules.add(plain(rule)));
        return rules;
    }

    private static Object plain(Object bound) {
        if (bound instanceof Map<?, ?> map) {
            Map<String, Object> plain = new LinkedHashMap<>();
            map.forEach((name, value) -> plain.put(String.valueOf(name), plain(value)));
            return isList(plain) ? new ArrayList<>(plain.values()) : plain;
        }
        if (bound instanceof List<?> list) {
            return list.stream().map(WrittenRules::plain).toList();
        }
        return bound instanceof Number ? String.valueOf(bound) : bound;
    }

    private static boolean isList(Map<String, Object> map) {
        int next = 0;
        for (String name : map.keySet()) {
            if (!name.equals(String.valueOf(next++))) {
                return false;
            }
        }
        return !map.isEmpty();
    }
}
