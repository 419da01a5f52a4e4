//! What files of other tools say, each in its own words.

use serde_json::Value;

use super::{Choice, Entry, Framework, Mapping, Pick, Relation, Statement, of_file};
use crate::report::RemarkKind;
use crate::source::{one_line, visible};

/// Reads whatever tool's file it is.
///
/// # Errors
/// Says why it is none that is known, or holds nothing to be taken.
pub(super) fn read(tree: &Value, file: &str) -> Result<Framework, String> {
    let oscal = |name: &str| tree.get(name).filter(|part| part.is_object());
    let mut found = if let Some(catalog) = oscal("catalog") {
        oscal_catalog(catalog)
    } else if let Some(mapping) = oscal("mapping-collection") {
        oscal_mapping(mapping)
    } else if let Some(components) = oscal("component-definition") {
        oscal_components(components)
    } else if let Some(profile) = oscal("profile") {
        oscal_profile(profile)
    } else if tree.get("objects").is_some_and(Value::is_object) {
        ciso_assistant(tree)
    } else if tree.get("satisfies").is_some_and(Value::is_array) {
        open_control_component(tree)
    } else if list(tree, "controls").iter().any(|control| control.get("id").is_some()) {
        probo(tree)
    } else if tree.as_object().is_some_and(|map| map.values().any(is_open_control)) {
        open_control_standard(tree)
    } else {
        return Err("it is no file of CISO Assistant, OpenControl, Probo or OSCAL (catalog, profile, mapping, component definition)".to_owned());
    };
    let holds_nothing = found.entries.is_empty() && found.mappings.is_empty() && found.statements.is_empty();
    if holds_nothing && found.choices.is_empty() {
        return Err("it has no controls, no mappings and no components".to_owned());
    }
    if found.title.is_empty() {
        file.rsplit_once('.').map_or(file, |(stem, _)| stem).clone_into(&mut found.title);
    }
    Ok(found)
}

fn text(value: &Value, name: &str) -> String {
    match value.get(name) {
        Some(Value::String(text)) => visible(text.trim()).0,
        Some(Value::Number(number)) => number.to_string(),
        _ => String::new(),
    }
}

fn line(value: &Value, name: &str) -> String {
    one_line(&text(value, name))
}

fn list<'v>(value: &'v Value, name: &str) -> &'v [Value] {
    value.get(name).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

// OSCAL

fn oscal_head(document: &Value, written_by: &'static str) -> Framework {
    let metadata = document.get("metadata").cloned().unwrap_or_default();
    let parties = list(&metadata, "parties").iter().map(|party| line(party, "name"));
    let parties: Vec<String> = parties.filter(|name| !name.is_empty()).collect();
    Framework {
        title: line(&metadata, "title"),
        edition: line(&metadata, "version"),
        source: parties.join(", "),
        written_by,
        ..Framework::default()
    }
}

fn oscal_catalog(catalog: &Value) -> Framework {
    let mut found = oscal_head(catalog, "OSCAL catalog");
    let mut untitled = Vec::new();
    found.entries = oscal_entries(catalog, &mut untitled);
    if !untitled.is_empty() {
        let message =
            format!("no title, which OSCAL asks for, so the id stands for it: {}", untitled.join(", "));
        found.remarks.push(of_file(RemarkKind::RowWithoutName, message));
    }
    found
}

fn oscal_entries(value: &Value, untitled: &mut Vec<String>) -> Vec<Entry> {
    let groups = list(value, "groups").iter().map(|group| (group, true));
    let controls = list(value, "controls").iter().map(|control| (control, false));
    groups
        .chain(controls)
        .map(|(entry, is_group)| {
            let id = line(entry, "id");
            let label = list(entry, "props").iter().find(|prop| line(prop, "name") == "label");
            let title = line(entry, "title");
            if title.is_empty() {
                untitled.push(id.clone());
            }
            let label = label.map(|prop| line(prop, "value")).unwrap_or_default();
            Entry {
                id: if id.is_empty() { label } else { id },
                title,
                text: list(entry, "parts")
                    .iter()
                    .map(prose)
                    .filter(|text| !text.is_empty())
                    .collect::<Vec<_>>()
                    .join("\n\n"),
                is_group,
                within: oscal_entries(entry, untitled),
            }
        })
        .collect()
}

/// The text of a part and of those within it.
fn prose(part: &Value) -> String {
    let own = std::iter::once(text(part, "prose"));
    let inner = list(part, "parts").iter().map(prose);
    own.chain(inner).filter(|text| !text.is_empty()).collect::<Vec<_>>().join("\n\n")
}

/// What a document calls the file that `link` points to: the title of the resource behind it, else its address.
fn resource(document: &Value, link: &Value) -> String {
    let href = line(link, "href");
    let resources = list(document.get("back-matter").unwrap_or(&Value::Null), "resources");
    let behind = href.strip_prefix('#').and_then(|id| resources.iter().find(|own| line(own, "uuid") == id));
    behind.map(|resource| line(resource, "title")).filter(|title| !title.is_empty()).unwrap_or(href)
}

fn oscal_mapping(collection: &Value) -> Framework {
    let mut found = oscal_head(collection, "OSCAL mapping collection");
    let name = |mapping: &Value, side: &str| {
        mapping.get(side).map(|side| resource(collection, side)).unwrap_or_default()
    };
    let ids = |map: &Value, side: &str| -> Vec<String> {
        list(map, side).iter().map(|entry| line(entry, "id-ref")).filter(|id| !id.is_empty()).collect()
    };
    for mapping in list(collection, "mappings") {
        let lines = list(mapping, "maps").iter().map(|map| Relation {
            relation: line(map, "relationship"),
            from: ids(map, "sources"),
            to: ids(map, "targets"),
            because: line(map, "remarks"),
        });
        found.mappings.push(Mapping {
            from: name(mapping, "source-resource"),
            to: name(mapping, "target-resource"),
            lines: lines.collect(),
        });
    }
    found
}

fn oscal_components(definition: &Value) -> Framework {
    let mut found = oscal_head(definition, "OSCAL component definition");
    for component in list(definition, "components").iter().chain(list(definition, "capabilities")) {
        let name =
            [line(component, "title"), line(component, "name")].into_iter().find(|name| !name.is_empty());
        let name = name.unwrap_or_default();
        for implementation in list(component, "control-implementations") {
            for requirement in list(implementation, "implemented-requirements") {
                let state = list(requirement, "props")
                    .iter()
                    .find(|prop| line(prop, "name") == "implementation-status");
                found.statements.push(Statement {
                    component: name.clone(),
                    controls: vec![line(requirement, "control-id")],
                    text: text(requirement, "description"),
                    state: state.map(|prop| line(prop, "value")).unwrap_or_default(),
                });
            }
        }
    }
    found
}

/// A profile chooses from catalogs, and holds no control itself.
fn oscal_profile(profile: &Value) -> Framework {
    let mut found = oscal_head(profile, "OSCAL profile");
    let texts = |value: &Value, name: &str| -> Vec<String> {
        list(value, name).iter().filter_map(Value::as_str).map(one_line).collect()
    };
    let picks = |import: &Value, name: &str| -> Vec<Pick> {
        let pick = |chosen: &Value| Pick {
            ids: texts(chosen, "with-ids"),
            patterns: list(chosen, "matching").iter().map(|pattern| line(pattern, "pattern")).collect(),
            with_those_within: line(chosen, "with-child-controls") == "yes",
        };
        list(import, name).iter().map(pick).collect()
    };
    for import in list(profile, "imports") {
        let include = picks(import, "include-controls");
        found.choices.push(Choice {
            from: resource(profile, import),
            // A profile that names none takes all.
            all: import.get("include-all").is_some() || include.is_empty(),
            include,
            exclude: picks(import, "exclude-controls"),
        });
    }
    let modify = profile.get("modify").unwrap_or(&Value::Null);
    for set in list(modify, "set-parameters") {
        let values = texts(set, "values");
        let values = if values.is_empty() { String::new() } else { format!(" = {}", values.join(", ")) };
        let message =
            format!("the parameter `{}{values}` that it sets has no place here", line(set, "param-id"));
        found.remarks.push(of_file(RemarkKind::LeftOut, message));
    }
    let altered: Vec<String> = list(modify, "alters").iter().map(|alter| line(alter, "control-id")).collect();
    if !altered.is_empty() {
        let message =
            format!("what it changes in the text of controls is not taken over: {}", altered.join(", "));
        found.remarks.push(of_file(RemarkKind::LeftOut, message));
    }
    if profile.get("merge").is_some_and(|merge| merge.get("custom").is_some()) {
        let message = "the order that it gives the controls is not taken over".to_owned();
        found.remarks.push(of_file(RemarkKind::LeftOut, message));
    }
    found
}

// CISO Assistant

fn ciso_assistant(library: &Value) -> Framework {
    let objects = library.get("objects").unwrap_or(&Value::Null);
    // One, or a list of one.
    let all = |name: &str, names: &str| -> Vec<Value> {
        let one = objects.get(name).cloned().filter(Value::is_object);
        one.into_iter().chain(list(objects, names).iter().cloned()).collect()
    };
    let frameworks = all("framework", "frameworks");
    let mut found = Framework {
        title: line(library, "name"),
        edition: line(library, "version"),
        source: line(library, "provider"),
        written_by: "CISO Assistant library",
        ..Framework::default()
    };
    for framework in &frameworks {
        if frameworks.len() == 1 && !line(framework, "name").is_empty() {
            found.title = line(framework, "name");
        }
        let nodes = list(framework, "requirement_nodes");
        found.entries.extend(nodes_below(nodes, ""));
    }
    for set in all("requirement_mapping_set", "requirement_mapping_sets") {
        let last = |urn: String| urn.rsplit(':').next().unwrap_or_default().to_owned();
        let lines = list(&set, "requirement_mappings").iter().chain(list(&set, "requirement_mapping"));
        let lines = lines.map(|mapping| Relation {
            relation: line(mapping, "relationship"),
            from: vec![last(line(mapping, "source_requirement_urn"))],
            to: vec![last(line(mapping, "target_requirement_urn"))],
            because: line(mapping, "rationale"),
        });
        found.mappings.push(Mapping {
            from: last(line(&set, "source_framework_urn")),
            to: last(line(&set, "target_framework_urn")),
            lines: lines.collect(),
        });
    }
    for (name, what) in [
        ("reference_controls", "reference controls"),
        ("threats", "threats"),
        ("risk_matrix", "a risk matrix"),
    ] {
        if objects.get(name).is_some() {
            found.remarks.push(of_file(
                RemarkKind::LeftOut,
                format!("the library has {what}, too, which are not taken over"),
            ));
        }
    }
    found
}

/// The nodes whose parent is `urn`. What can be assessed is a control, what only holds others a group.
fn nodes_below(nodes: &[Value], urn: &str) -> Vec<Entry> {
    nodes
        .iter()
        .filter(|node| line(node, "parent_urn") == urn)
        .map(|node| {
            let own = line(node, "urn");
            let id = [line(node, "ref_id"), own.rsplit(':').next().unwrap_or_default().to_owned()];
            let assessable = matches!(node.get("assessable"), Some(Value::Bool(true)))
                || line(node, "assessable") == "true";
            Entry {
                id: id.into_iter().find(|id| !id.is_empty()).unwrap_or_default(),
                title: line(node, "name"),
                text: text(node, "description"),
                is_group: !assessable,
                // A node is not below itself, however the file has it.
                within: if own.is_empty() || own == urn { Vec::new() } else { nodes_below(nodes, &own) },
            }
        })
        .collect()
}

// OpenControl

fn is_open_control(value: &Value) -> bool {
    value.get("name").is_some() && value.get("family").is_some()
}

fn open_control_standard(standard: &Value) -> Framework {
    let mut found = Framework {
        title: line(standard, "name"),
        source: line(standard, "source"),
        written_by: "OpenControl standard",
        ..Framework::default()
    };
    let controls = standard.as_object().into_iter().flatten().filter(|(_, value)| is_open_control(value));
    for (id, control) in controls {
        let family = line(control, "family");
        let entry = Entry {
            id: id.clone(),
            title: line(control, "name"),
            text: text(control, "description"),
            ..Entry::default()
        };
        match found.entries.iter_mut().find(|group| group.id == family) {
            Some(group) => group.within.push(entry),
            None => found.entries.push(Entry {
                id: family,
                is_group: true,
                within: vec![entry],
                ..Entry::default()
            }),
        }
    }
    found
}

fn open_control_component(component: &Value) -> Framework {
    let mut found = Framework {
        title: line(component, "name"),
        edition: line(component, "schema_version"),
        written_by: "OpenControl component",
        ..Framework::default()
    };
    for satisfied in list(component, "satisfies") {
        let narrative = list(satisfied, "narrative").iter().map(|part| text(part, "text"));
        let states = list(satisfied, "implementation_statuses").iter().filter_map(Value::as_str);
        let state =
            states.map(str::to_owned).next().unwrap_or_else(|| line(satisfied, "implementation_status"));
        found.statements.push(Statement {
            component: found.title.clone(),
            controls: vec![line(satisfied, "control_key")],
            text: narrative.filter(|text| !text.is_empty()).collect::<Vec<_>>().join("\n\n"),
            state,
        });
    }
    found
}

// Probo

fn probo(framework: &Value) -> Framework {
    let entries = list(framework, "controls").iter().map(|control| Entry {
        id: line(control, "id"),
        title: line(control, "name"),
        text: text(control, "description"),
        ..Entry::default()
    });
    Framework {
        title: line(framework, "name"),
        written_by: "Probo framework",
        entries: entries.collect(),
        ..Framework::default()
    }
}
