package dev.crema.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.util.ClassUtils;
import tools.jackson.databind.json.JsonMapper;

/** The metadata that editors complete and explain the properties by is written by hand; this keeps it true. */
class ConfigurationMetadataTest {

    private record Property(String type, Optional<String> defaultValue) {}

    @Test
    void theMetadataNamesEveryPropertyWithItsTypeAndDefault() throws IOException {
        assertThat(described()).isEqualTo(declared(CremaProperties.PREFIX, CremaProperties.class));
    }

    @Test
    void everyPropertyIsExplained() throws IOException {
        assertThat(properties())
                .allSatisfy(property ->
                        assertThat((String) property.get("description")).endsWith("."));
    }

    @Test
    void theReadmeListsEveryProperty() throws IOException {
        String readme = Files.readString(Path.of("README.md"));

        assertThat(properties()).allSatisfy(property -> assertThat(readme).contains("`" + property.get("name")));
    }

    private static Map<String, Property> described() throws IOException {
        Map<String, Property> described = new TreeMap<>();
        for (Map<String, Object> property : properties()) {
            described.put(
                    (String) property.get("name"),
                    new Property(
                            (String) property.get("type"),
                            Optional.ofNullable(property.get("defaultValue")).map(Object::toString)));
        }
        return described;
    }

    @SuppressWarnings("unchecked") // the shape of the file is the point of the test
    private static List<Map<String, Object>> properties() throws IOException {
        try (InputStream file =
                ConfigurationMetadataTest.class.getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
            Map<String, Object> json = JsonMapper.shared().readValue(file, Map.class);
            return (List<Map<String, Object>>) json.get("properties");
        }
    }

    private static Map<String, Property> declared(String prefix, Class<?> type) {
        Map<String, Property> declared = new LinkedHashMap<>();
        for (RecordComponent component : type.getRecordComponents()) {
            String name = prefix + "." + kebab(component.getName());
            assertThat(ConfigurationPropertyName.isValid(name)).isTrue();
            if (component.getType().isRecord()) {
                declared.putAll(declared(name, component.getType()));
            } else {
                declared.put(name, new Property(written(component.getGenericType()), defaultOf(component)));
            }
        }
        return new TreeMap<>(declared);
    }

    private static String kebab(String name) {
        return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    private static String written(Type type) {
        Type boxed = type instanceof Class<?> plain ? ClassUtils.resolvePrimitiveIfNecessary(plain) : type;
        return boxed.getTypeName().replace(", ", ",");
    }

    /** The annotation is on the parameter of the canonical constructor. An empty one says "as if nothing was written". */
    private static Optional<String> defaultOf(RecordComponent component) {
        return Arrays.stream(component
                        .getDeclaringRecord()
                        .getDeclaredConstructors()[0]
                        .getParameters())
                .filter(parameter -> parameter.getName().equals(component.getName()))
                .findFirst()
                .map(parameter -> parameter.getAnnotation(DefaultValue.class))
                .filter(annotation -> annotation.value().length == 1)
                .map(annotation -> annotation.value()[0]);
    }
}
