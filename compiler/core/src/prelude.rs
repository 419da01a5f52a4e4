//! The prelude as Rust sees it: constant ids, enums, and typed views of declarations.
//!
//! Generated from `stdlib/prelude.isms` by `cargo xtask prelude`; never edited by hand.
//!
//! A field is a method of its name, with an underscore behind it where Rust has a use for the word (`where_`). What stands
//! behind a preposition in the header is `head_` and the preposition: `risk.head_for()`; no field can have that name. A field
//! with prepositional parts gives phrases, whose methods are `phrase`, `value` or `values`, and the prepositions.
//!
//! A method gives the thing itself where its type has one form: a view, an enum, a date. It gives the [`ValueRef`] where
//! there are several, where a text or an open enum stands, and where one value can stand for many declarations: controls
//! and requirements (`A.8.*`), and lists of an aspect (`asset where …`).
//!
//! What is unknown, because it did not resolve or fit its type, is left out. To tell it from what is not said at all, look
//! for phrases: `decl.phrases(field::OWNED_OWNER)`.

#![allow(clippy::new_ret_no_self, reason = "the prelude's words are the names")]

use annexa_syntax::tree::Prep;
use rust_decimal::Decimal;

use crate::model::{Decl, Model, Phrase, Shows, ValueRef, View};
use crate::names::Name;
use crate::schema::{AspectId, EnumId, FieldId, KindId};
use crate::time::{Date, Duration};

/// How many kinds, aspects, enums and fields the prelude has.
pub const COUNTS: (usize, usize, usize, usize) = (49, 8, 32, 391);

/// Kinds.
pub mod kind {
    use super::KindId;

    /// The kind `organization`.
    pub const ORGANIZATION: KindId = KindId(0);
    /// The kind `person`.
    pub const PERSON: KindId = KindId(1);
    /// The kind `role`.
    pub const ROLE: KindId = KindId(2);
    /// The kind `competence`.
    pub const COMPETENCE: KindId = KindId(3);
    /// The kind `team`.
    pub const TEAM: KindId = KindId(4);
    /// The kind `site`.
    pub const SITE: KindId = KindId(5);
    /// The kind `asset`.
    pub const ASSET: KindId = KindId(6);
    /// The kind `service`.
    pub const SERVICE: KindId = KindId(7);
    /// The kind `supplier`.
    pub const SUPPLIER: KindId = KindId(8);
    /// The kind `certificate`.
    pub const CERTIFICATE: KindId = KindId(9);
    /// The kind `issue`.
    pub const ISSUE: KindId = KindId(10);
    /// The kind `interested-party`.
    pub const INTERESTED_PARTY: KindId = KindId(11);
    /// The kind `need`.
    pub const NEED: KindId = KindId(12);
    /// The kind `obligation`.
    pub const OBLIGATION: KindId = KindId(13);
    /// The kind `scope`.
    pub const SCOPE: KindId = KindId(14);
    /// The kind `process`.
    pub const PROCESS: KindId = KindId(15);
    /// The kind `policy`.
    pub const POLICY: KindId = KindId(16);
    /// The kind `procedure`.
    pub const PROCEDURE: KindId = KindId(17);
    /// The kind `statement`.
    pub const STATEMENT: KindId = KindId(18);
    /// The kind `param`.
    pub const PARAM: KindId = KindId(19);
    /// The kind `exception`.
    pub const EXCEPTION: KindId = KindId(20);
    /// The kind `external-document`.
    pub const EXTERNAL_DOCUMENT: KindId = KindId(21);
    /// The kind `translation`.
    pub const TRANSLATION: KindId = KindId(22);
    /// The kind `acknowledgement`.
    pub const ACKNOWLEDGEMENT: KindId = KindId(23);
    /// The kind `term`.
    pub const TERM: KindId = KindId(24);
    /// The kind `risk-method`.
    pub const RISK_METHOD: KindId = KindId(25);
    /// The kind `risk`.
    pub const RISK: KindId = KindId(26);
    /// The kind `opportunity`.
    pub const OPPORTUNITY: KindId = KindId(27);
    /// The kind `soa`.
    pub const SOA: KindId = KindId(28);
    /// The kind `confirmation`.
    pub const CONFIRMATION: KindId = KindId(29);
    /// The kind `objective`.
    pub const OBJECTIVE: KindId = KindId(30);
    /// The kind `measure`.
    pub const MEASURE: KindId = KindId(31);
    /// The kind `change`.
    pub const CHANGE: KindId = KindId(32);
    /// The kind `training`.
    pub const TRAINING: KindId = KindId(33);
    /// The kind `communication`.
    pub const COMMUNICATION: KindId = KindId(34);
    /// The kind `evidence`.
    pub const EVIDENCE: KindId = KindId(35);
    /// The kind `audit-programme`.
    pub const AUDIT_PROGRAMME: KindId = KindId(36);
    /// The kind `audit`.
    pub const AUDIT: KindId = KindId(37);
    /// The kind `finding`.
    pub const FINDING: KindId = KindId(38);
    /// The kind `management-review`.
    pub const MANAGEMENT_REVIEW: KindId = KindId(39);
    /// The kind `incident`.
    pub const INCIDENT: KindId = KindId(40);
    /// The kind `action`.
    pub const ACTION: KindId = KindId(41);
    /// The kind `certification`.
    pub const CERTIFICATION: KindId = KindId(42);
    /// The kind `catalog`.
    pub const CATALOG: KindId = KindId(43);
    /// The kind `group`.
    pub const GROUP: KindId = KindId(44);
    /// The kind `control`.
    pub const CONTROL: KindId = KindId(45);
    /// The kind `requirement`.
    pub const REQUIREMENT: KindId = KindId(46);
    /// The kind `crosswalk`.
    pub const CROSSWALK: KindId = KindId(47);
    /// The kind `rule`.
    pub const RULE: KindId = KindId(48);
}

/// Aspects.
pub mod aspect {
    use super::AspectId;

    /// The aspect `declaration`.
    pub const DECLARATION: AspectId = AspectId(0);
    /// The aspect `subject`.
    pub const SUBJECT: AspectId = AspectId(1);
    /// The aspect `owned`.
    pub const OWNED: AspectId = AspectId(2);
    /// The aspect `reviewed`.
    pub const REVIEWED: AspectId = AspectId(3);
    /// The aspect `approvable`.
    pub const APPROVABLE: AspectId = AspectId(4);
    /// The aspect `documented`.
    pub const DOCUMENTED: AspectId = AspectId(5);
    /// The aspect `classified`.
    pub const CLASSIFIED: AspectId = AspectId(6);
    /// The aspect `implements`.
    pub const IMPLEMENTS: AspectId = AspectId(7);
}

/// Enums, those that a package may replace among them.
pub mod enumeration {
    use super::EnumId;

    /// The enum `approval-state`.
    pub const APPROVAL_STATE: EnumId = EnumId(0);
    /// The enum `progress`.
    pub const PROGRESS: EnumId = EnumId(1);
    /// The enum `classification`.
    pub const CLASSIFICATION: EnumId = EnumId(2);
    /// The enum `rating`.
    pub const RATING: EnumId = EnumId(3);
    /// The enum `property`.
    pub const PROPERTY: EnumId = EnumId(4);
    /// The enum `asset-category`.
    pub const ASSET_CATEGORY: EnumId = EnumId(5);
    /// The enum `origin`.
    pub const ORIGIN: EnumId = EnumId(6);
    /// The enum `issue-topic`.
    pub const ISSUE_TOPIC: EnumId = EnumId(7);
    /// The enum `basis`.
    pub const BASIS: EnumId = EnumId(8);
    /// The enum `circumstance`.
    pub const CIRCUMSTANCE: EnumId = EnumId(9);
    /// The enum `credit`.
    pub const CREDIT: EnumId = EnumId(10);
    /// The enum `combination`.
    pub const COMBINATION: EnumId = EnumId(11);
    /// The enum `acceptor`.
    pub const ACCEPTOR: EnumId = EnumId(12);
    /// The enum `acceptance-state`.
    pub const ACCEPTANCE_STATE: EnumId = EnumId(13);
    /// The enum `response`.
    pub const RESPONSE: EnumId = EnumId(14);
    /// The enum `measure-result`.
    pub const MEASURE_RESULT: EnumId = EnumId(15);
    /// The enum `training-kind`.
    pub const TRAINING_KIND: EnumId = EnumId(16);
    /// The enum `evidence-state`.
    pub const EVIDENCE_STATE: EnumId = EnumId(17);
    /// The enum `audit-kind`.
    pub const AUDIT_KIND: EnumId = EnumId(18);
    /// The enum `audit-method`.
    pub const AUDIT_METHOD: EnumId = EnumId(19);
    /// The enum `finding-grade`.
    pub const FINDING_GRADE: EnumId = EnumId(20);
    /// The enum `severity`.
    pub const SEVERITY: EnumId = EnumId(21);
    /// The enum `action-status`.
    pub const ACTION_STATUS: EnumId = EnumId(22);
    /// The enum `concern`.
    pub const CONCERN: EnumId = EnumId(23);
    /// The enum `document-need`.
    pub const DOCUMENT_NEED: EnumId = EnumId(24);
    /// The enum `coverage-state`.
    pub const COVERAGE_STATE: EnumId = EnumId(25);
    /// The enum `control-type`.
    pub const CONTROL_TYPE: EnumId = EnumId(26);
    /// The enum `cybersecurity-concept`.
    pub const CYBERSECURITY_CONCEPT: EnumId = EnumId(27);
    /// The enum `operational-capability`.
    pub const OPERATIONAL_CAPABILITY: EnumId = EnumId(28);
    /// The enum `security-domain`.
    pub const SECURITY_DOMAIN: EnumId = EnumId(29);
    /// The enum `problem-level`.
    pub const PROBLEM_LEVEL: EnumId = EnumId(30);
    /// The enum `problem-basis`.
    pub const PROBLEM_BASIS: EnumId = EnumId(31);
}

/// Fields, each with the kind or aspect that declares it.
pub mod field {
    use super::FieldId;

    /// `allow` of `declaration`.
    pub const DECLARATION_ALLOW: FieldId = FieldId(0);
    /// `part-of` of `subject`.
    pub const SUBJECT_PART_OF: FieldId = FieldId(1);
    /// `depends-on` of `subject`.
    pub const SUBJECT_DEPENDS_ON: FieldId = FieldId(2);
    /// `counts-as` of `subject`.
    pub const SUBJECT_COUNTS_AS: FieldId = FieldId(3);
    /// `owner` of `owned`.
    pub const OWNED_OWNER: FieldId = FieldId(4);
    /// `review` of `reviewed`.
    pub const REVIEWED_REVIEW: FieldId = FieldId(5);
    /// `reviewed` of `reviewed`.
    pub const REVIEWED_REVIEWED: FieldId = FieldId(6);
    /// `approver` of `approvable`.
    pub const APPROVABLE_APPROVER: FieldId = FieldId(7);
    /// `version` of `approvable`.
    pub const APPROVABLE_VERSION: FieldId = FieldId(8);
    /// `id` of `approvable`.
    pub const APPROVABLE_ID: FieldId = FieldId(9);
    /// `author` of `approvable`.
    pub const APPROVABLE_AUTHOR: FieldId = FieldId(10);
    /// `retention` of `approvable`.
    pub const APPROVABLE_RETENTION: FieldId = FieldId(11);
    /// `held` of `approvable`.
    pub const APPROVABLE_HELD: FieldId = FieldId(12);
    /// `approval-state` of `approvable`.
    pub const APPROVABLE_APPROVAL_STATE: FieldId = FieldId(13);
    /// `fulfils` of `documented`.
    pub const DOCUMENTED_FULFILS: FieldId = FieldId(14);
    /// `classification` of `classified`.
    pub const CLASSIFIED_CLASSIFICATION: FieldId = FieldId(15);
    /// `implements` of `implements`.
    pub const IMPLEMENTS_IMPLEMENTS: FieldId = FieldId(16);
    /// `contributes-to` of `implements`.
    pub const IMPLEMENTS_CONTRIBUTES_TO: FieldId = FieldId(17);
    /// `fulfils` of `implements`.
    pub const IMPLEMENTS_FULFILS: FieldId = FieldId(18);
    /// `applies-to` of `implements`.
    pub const IMPLEMENTS_APPLIES_TO: FieldId = FieldId(19);
    /// `carried-out-by` of `implements`.
    pub const IMPLEMENTS_CARRIED_OUT_BY: FieldId = FieldId(20);
    /// `status` of `implements`.
    pub const IMPLEMENTS_STATUS: FieldId = FieldId(21);
    /// `evidence` of `implements`.
    pub const IMPLEMENTS_EVIDENCE: FieldId = FieldId(22);
    /// `state` of `implements`.
    pub const IMPLEMENTS_STATE: FieldId = FieldId(23);
    /// `legal-name` of `organization`.
    pub const ORGANIZATION_LEGAL_NAME: FieldId = FieldId(24);
    /// `registration` of `organization`.
    pub const ORGANIZATION_REGISTRATION: FieldId = FieldId(25);
    /// `sector` of `organization`.
    pub const ORGANIZATION_SECTOR: FieldId = FieldId(26);
    /// `country` of `organization`.
    pub const ORGANIZATION_COUNTRY: FieldId = FieldId(27);
    /// `website` of `organization`.
    pub const ORGANIZATION_WEBSITE: FieldId = FieldId(28);
    /// `language` of `organization`.
    pub const ORGANIZATION_LANGUAGE: FieldId = FieldId(29);
    /// `people-in-scope` of `organization`.
    pub const ORGANIZATION_PEOPLE_IN_SCOPE: FieldId = FieldId(30);
    /// `top-management` of `organization`.
    pub const ORGANIZATION_TOP_MANAGEMENT: FieldId = FieldId(31);
    /// `people` of `organization`.
    pub const ORGANIZATION_PEOPLE: FieldId = FieldId(32);
    /// `retention` of `organization`.
    pub const ORGANIZATION_RETENTION: FieldId = FieldId(33);
    /// `body` of `organization`.
    pub const ORGANIZATION_BODY: FieldId = FieldId(34);
    /// `email` of `person`.
    pub const PERSON_EMAIL: FieldId = FieldId(35);
    /// `external` of `person`.
    pub const PERSON_EXTERNAL: FieldId = FieldId(36);
    /// `joined` of `person`.
    pub const PERSON_JOINED: FieldId = FieldId(37);
    /// `left` of `person`.
    pub const PERSON_LEFT: FieldId = FieldId(38);
    /// `shows` of `person`.
    pub const PERSON_SHOWS: FieldId = FieldId(39);
    /// `holder` of `role`.
    pub const ROLE_HOLDER: FieldId = FieldId(40);
    /// `held-by` of `role`.
    pub const ROLE_HELD_BY: FieldId = FieldId(41);
    /// `held` of `role`.
    pub const ROLE_HELD: FieldId = FieldId(42);
    /// `deputy` of `role`.
    pub const ROLE_DEPUTY: FieldId = FieldId(43);
    /// `reports-to` of `role`.
    pub const ROLE_REPORTS_TO: FieldId = FieldId(44);
    /// `duty` of `role`.
    pub const ROLE_DUTY: FieldId = FieldId(45);
    /// `needs` of `role`.
    pub const ROLE_NEEDS: FieldId = FieldId(46);
    /// `body` of `role`.
    pub const ROLE_BODY: FieldId = FieldId(47);
    /// `shown-by` of `competence`.
    pub const COMPETENCE_SHOWN_BY: FieldId = FieldId(48);
    /// `body` of `competence`.
    pub const COMPETENCE_BODY: FieldId = FieldId(49);
    /// `lead` of `team`.
    pub const TEAM_LEAD: FieldId = FieldId(50);
    /// `people` of `team`.
    pub const TEAM_PEOPLE: FieldId = FieldId(51);
    /// `works-at` of `team`.
    pub const TEAM_WORKS_AT: FieldId = FieldId(52);
    /// `body` of `team`.
    pub const TEAM_BODY: FieldId = FieldId(53);
    /// `country` of `site`.
    pub const SITE_COUNTRY: FieldId = FieldId(54);
    /// `address` of `site`.
    pub const SITE_ADDRESS: FieldId = FieldId(55);
    /// `people` of `site`.
    pub const SITE_PEOPLE: FieldId = FieldId(56);
    /// `body` of `site`.
    pub const SITE_BODY: FieldId = FieldId(57);
    /// `category` of `asset`.
    pub const ASSET_CATEGORY: FieldId = FieldId(58);
    /// `confidentiality` of `asset`.
    pub const ASSET_CONFIDENTIALITY: FieldId = FieldId(59);
    /// `integrity` of `asset`.
    pub const ASSET_INTEGRITY: FieldId = FieldId(60);
    /// `availability` of `asset`.
    pub const ASSET_AVAILABILITY: FieldId = FieldId(61);
    /// `kept-at` of `asset`.
    pub const ASSET_KEPT_AT: FieldId = FieldId(62);
    /// `acquired` of `asset`.
    pub const ASSET_ACQUIRED: FieldId = FieldId(63);
    /// `retired` of `asset`.
    pub const ASSET_RETIRED: FieldId = FieldId(64);
    /// `body` of `asset`.
    pub const ASSET_BODY: FieldId = FieldId(65);
    /// `provides` of `service`.
    pub const SERVICE_PROVIDES: FieldId = FieldId(66);
    /// `users` of `service`.
    pub const SERVICE_USERS: FieldId = FieldId(67);
    /// `body` of `service`.
    pub const SERVICE_BODY: FieldId = FieldId(68);
    /// `provides` of `supplier`.
    pub const SUPPLIER_PROVIDES: FieldId = FieldId(69);
    /// `country` of `supplier`.
    pub const SUPPLIER_COUNTRY: FieldId = FieldId(70);
    /// `contact` of `supplier`.
    pub const SUPPLIER_CONTACT: FieldId = FieldId(71);
    /// `importance` of `supplier`.
    pub const SUPPLIER_IMPORTANCE: FieldId = FieldId(72);
    /// `agreement` of `supplier`.
    pub const SUPPLIER_AGREEMENT: FieldId = FieldId(73);
    /// `assessed` of `supplier`.
    pub const SUPPLIER_ASSESSED: FieldId = FieldId(74);
    /// `body` of `supplier`.
    pub const SUPPLIER_BODY: FieldId = FieldId(75);
    /// `issued-by` of `certificate`.
    pub const CERTIFICATE_ISSUED_BY: FieldId = FieldId(76);
    /// `covers` of `certificate`.
    pub const CERTIFICATE_COVERS: FieldId = FieldId(77);
    /// `soa-version` of `certificate`.
    pub const CERTIFICATE_SOA_VERSION: FieldId = FieldId(78);
    /// `held` of `certificate`.
    pub const CERTIFICATE_HELD: FieldId = FieldId(79);
    /// `seen` of `certificate`.
    pub const CERTIFICATE_SEEN: FieldId = FieldId(80);
    /// `suspended` of `certificate`.
    pub const CERTIFICATE_SUSPENDED: FieldId = FieldId(81);
    /// `kind` of `issue`.
    pub const ISSUE_KIND: FieldId = FieldId(82);
    /// `relevant` of `issue`.
    pub const ISSUE_RELEVANT: FieldId = FieldId(83);
    /// `topic` of `issue`.
    pub const ISSUE_TOPIC: FieldId = FieldId(84);
    /// `addressed-by` of `issue`.
    pub const ISSUE_ADDRESSED_BY: FieldId = FieldId(85);
    /// `body` of `issue`.
    pub const ISSUE_BODY: FieldId = FieldId(86);
    /// `kind` of `interested-party`.
    pub const INTERESTED_PARTY_KIND: FieldId = FieldId(87);
    /// `contact` of `interested-party`.
    pub const INTERESTED_PARTY_CONTACT: FieldId = FieldId(88);
    /// `body` of `interested-party`.
    pub const INTERESTED_PARTY_BODY: FieldId = FieldId(89);
    /// `met-by` of `need`.
    pub const NEED_MET_BY: FieldId = FieldId(90);
    /// `set-aside` of `need`.
    pub const NEED_SET_ASIDE: FieldId = FieldId(91);
    /// `climate-related` of `need`.
    pub const NEED_CLIMATE_RELATED: FieldId = FieldId(92);
    /// `body` of `need`.
    pub const NEED_BODY: FieldId = FieldId(93);
    /// `basis` of `obligation`.
    pub const OBLIGATION_BASIS: FieldId = FieldId(94);
    /// `source` of `obligation`.
    pub const OBLIGATION_SOURCE: FieldId = FieldId(95);
    /// `text` of `obligation`.
    pub const OBLIGATION_TEXT: FieldId = FieldId(96);
    /// `owed-to` of `obligation`.
    pub const OBLIGATION_OWED_TO: FieldId = FieldId(97);
    /// `requires` of `obligation`.
    pub const OBLIGATION_REQUIRES: FieldId = FieldId(98);
    /// `applies-to` of `obligation`.
    pub const OBLIGATION_APPLIES_TO: FieldId = FieldId(99);
    /// `in-force` of `obligation`.
    pub const OBLIGATION_IN_FORCE: FieldId = FieldId(100);
    /// `notify-within` of `obligation`.
    pub const OBLIGATION_NOTIFY_WITHIN: FieldId = FieldId(101);
    /// `body` of `obligation`.
    pub const OBLIGATION_BODY: FieldId = FieldId(102);
    /// `includes` of `scope`.
    pub const SCOPE_INCLUDES: FieldId = FieldId(103);
    /// `excludes` of `scope`.
    pub const SCOPE_EXCLUDES: FieldId = FieldId(104);
    /// `depends-on` of `scope`.
    pub const SCOPE_DEPENDS_ON: FieldId = FieldId(105);
    /// `involves` of `scope`.
    pub const SCOPE_INVOLVES: FieldId = FieldId(106);
    /// `interface` of `scope`.
    pub const SCOPE_INTERFACE: FieldId = FieldId(107);
    /// `people` of `scope`.
    pub const SCOPE_PEOPLE: FieldId = FieldId(108);
    /// `body` of `scope`.
    pub const SCOPE_BODY: FieldId = FieldId(109);
    /// `inputs` of `process`.
    pub const PROCESS_INPUTS: FieldId = FieldId(110);
    /// `outputs` of `process`.
    pub const PROCESS_OUTPUTS: FieldId = FieldId(111);
    /// `carried-out-by` of `process`.
    pub const PROCESS_CARRIED_OUT_BY: FieldId = FieldId(112);
    /// `criteria` of `process`.
    pub const PROCESS_CRITERIA: FieldId = FieldId(113);
    /// `evidence` of `process`.
    pub const PROCESS_EVIDENCE: FieldId = FieldId(114);
    /// `body` of `process`.
    pub const PROCESS_BODY: FieldId = FieldId(115);
    /// `audience` of `policy`.
    pub const POLICY_AUDIENCE: FieldId = FieldId(116);
    /// `set` of `policy`.
    pub const POLICY_SET: FieldId = FieldId(117);
    /// `body` of `policy`.
    pub const POLICY_BODY: FieldId = FieldId(118);
    /// `audience` of `procedure`.
    pub const PROCEDURE_AUDIENCE: FieldId = FieldId(119);
    /// `set` of `procedure`.
    pub const PROCEDURE_SET: FieldId = FieldId(120);
    /// `body` of `procedure`.
    pub const PROCEDURE_BODY: FieldId = FieldId(121);
    /// `body` of `statement`.
    pub const STATEMENT_BODY: FieldId = FieldId(122);
    /// `default` of `param`.
    pub const PARAM_DEFAULT: FieldId = FieldId(123);
    /// `allows` of `param`.
    pub const PARAM_ALLOWS: FieldId = FieldId(124);
    /// `waives` of `exception`.
    pub const EXCEPTION_WAIVES: FieldId = FieldId(125);
    /// `closed` of `exception`.
    pub const EXCEPTION_CLOSED: FieldId = FieldId(126);
    /// `instead` of `exception`.
    pub const EXCEPTION_INSTEAD: FieldId = FieldId(127);
    /// `risks` of `exception`.
    pub const EXCEPTION_RISKS: FieldId = FieldId(128);
    /// `body` of `exception`.
    pub const EXCEPTION_BODY: FieldId = FieldId(129);
    /// `issuer` of `external-document`.
    pub const EXTERNAL_DOCUMENT_ISSUER: FieldId = FieldId(130);
    /// `edition` of `external-document`.
    pub const EXTERNAL_DOCUMENT_EDITION: FieldId = FieldId(131);
    /// `held` of `external-document`.
    pub const EXTERNAL_DOCUMENT_HELD: FieldId = FieldId(132);
    /// `seen` of `external-document`.
    pub const EXTERNAL_DOCUMENT_SEEN: FieldId = FieldId(133);
    /// `body` of `external-document`.
    pub const EXTERNAL_DOCUMENT_BODY: FieldId = FieldId(134);
    /// `translator` of `translation`.
    pub const TRANSLATION_TRANSLATOR: FieldId = FieldId(135);
    /// `translated` of `translation`.
    pub const TRANSLATION_TRANSLATED: FieldId = FieldId(136);
    /// `heading` of `translation`.
    pub const TRANSLATION_HEADING: FieldId = FieldId(137);
    /// `headings` of `translation`.
    pub const TRANSLATION_HEADINGS: FieldId = FieldId(138);
    /// `translates` of `translation`.
    pub const TRANSLATION_TRANSLATES: FieldId = FieldId(139);
    /// `body` of `translation`.
    pub const TRANSLATION_BODY: FieldId = FieldId(140);
    /// `version` of `acknowledgement`.
    pub const ACKNOWLEDGEMENT_VERSION: FieldId = FieldId(141);
    /// `audience` of `acknowledgement`.
    pub const ACKNOWLEDGEMENT_AUDIENCE: FieldId = FieldId(142);
    /// `acknowledged` of `acknowledgement`.
    pub const ACKNOWLEDGEMENT_ACKNOWLEDGED: FieldId = FieldId(143);
    /// `data` of `acknowledgement`.
    pub const ACKNOWLEDGEMENT_DATA: FieldId = FieldId(144);
    /// `value` of `acknowledgement`.
    pub const ACKNOWLEDGEMENT_VALUE: FieldId = FieldId(145);
    /// `target` of `acknowledgement`.
    pub const ACKNOWLEDGEMENT_TARGET: FieldId = FieldId(146);
    /// `evidence` of `acknowledgement`.
    pub const ACKNOWLEDGEMENT_EVIDENCE: FieldId = FieldId(147);
    /// `synonyms` of `term`.
    pub const TERM_SYNONYMS: FieldId = FieldId(148);
    /// `source` of `term`.
    pub const TERM_SOURCE: FieldId = FieldId(149);
    /// `see-also` of `term`.
    pub const TERM_SEE_ALSO: FieldId = FieldId(150);
    /// `body` of `term`.
    pub const TERM_BODY: FieldId = FieldId(151);
    /// `likelihood` of `risk-method`.
    pub const RISK_METHOD_LIKELIHOOD: FieldId = FieldId(152);
    /// `consequence` of `risk-method`.
    pub const RISK_METHOD_CONSEQUENCE: FieldId = FieldId(153);
    /// `likelihood-guide` of `risk-method`.
    pub const RISK_METHOD_LIKELIHOOD_GUIDE: FieldId = FieldId(154);
    /// `consequence-guide` of `risk-method`.
    pub const RISK_METHOD_CONSEQUENCE_GUIDE: FieldId = FieldId(155);
    /// `combine` of `risk-method`.
    pub const RISK_METHOD_COMBINE: FieldId = FieldId(156);
    /// `level` of `risk-method`.
    pub const RISK_METHOD_LEVEL: FieldId = FieldId(157);
    /// `matrix` of `risk-method`.
    pub const RISK_METHOD_MATRIX: FieldId = FieldId(158);
    /// `acceptable` of `risk-method`.
    pub const RISK_METHOD_ACCEPTABLE: FieldId = FieldId(159);
    /// `accept` of `risk-method`.
    pub const RISK_METHOD_ACCEPT: FieldId = FieldId(160);
    /// `asset-based` of `risk-method`.
    pub const RISK_METHOD_ASSET_BASED: FieldId = FieldId(161);
    /// `credit` of `risk-method`.
    pub const RISK_METHOD_CREDIT: FieldId = FieldId(162);
    /// `repeats` of `risk-method`.
    pub const RISK_METHOD_REPEATS: FieldId = FieldId(163);
    /// `body` of `risk-method`.
    pub const RISK_METHOD_BODY: FieldId = FieldId(164);
    /// `method` of `risk`.
    pub const RISK_METHOD: FieldId = FieldId(165);
    /// `assets` of `risk`.
    pub const RISK_ASSETS: FieldId = FieldId(166);
    /// `affects` of `risk`.
    pub const RISK_AFFECTS: FieldId = FieldId(167);
    /// `threat` of `risk`.
    pub const RISK_THREAT: FieldId = FieldId(168);
    /// `vulnerability` of `risk`.
    pub const RISK_VULNERABILITY: FieldId = FieldId(169);
    /// `consequences` of `risk`.
    pub const RISK_CONSEQUENCES: FieldId = FieldId(170);
    /// `identified` of `risk`.
    pub const RISK_IDENTIFIED: FieldId = FieldId(171);
    /// `inherent` of `risk`.
    pub const RISK_INHERENT: FieldId = FieldId(172);
    /// `current` of `risk`.
    pub const RISK_CURRENT: FieldId = FieldId(173);
    /// `residual` of `risk`.
    pub const RISK_RESIDUAL: FieldId = FieldId(174);
    /// `treat` of `risk`.
    pub const RISK_TREAT: FieldId = FieldId(175);
    /// `step` of `risk`.
    pub const RISK_STEP: FieldId = FieldId(176);
    /// `accepted-until` of `risk`.
    pub const RISK_ACCEPTED_UNTIL: FieldId = FieldId(177);
    /// `inherent-level` of `risk`.
    pub const RISK_INHERENT_LEVEL: FieldId = FieldId(178);
    /// `level` of `risk`.
    pub const RISK_LEVEL: FieldId = FieldId(179);
    /// `residual-level` of `risk`.
    pub const RISK_RESIDUAL_LEVEL: FieldId = FieldId(180);
    /// `in-force` of `risk`.
    pub const RISK_IN_FORCE: FieldId = FieldId(181);
    /// `eased` of `risk`.
    pub const RISK_EASED: FieldId = FieldId(182);
    /// `acceptance` of `risk`.
    pub const RISK_ACCEPTANCE: FieldId = FieldId(183);
    /// `body` of `risk`.
    pub const RISK_BODY: FieldId = FieldId(184);
    /// `actions` of `opportunity`.
    pub const OPPORTUNITY_ACTIONS: FieldId = FieldId(185);
    /// `evaluation` of `opportunity`.
    pub const OPPORTUNITY_EVALUATION: FieldId = FieldId(186);
    /// `body` of `opportunity`.
    pub const OPPORTUNITY_BODY: FieldId = FieldId(187);
    /// `include` of `soa`.
    pub const SOA_INCLUDE: FieldId = FieldId(188);
    /// `exclude` of `soa`.
    pub const SOA_EXCLUDE: FieldId = FieldId(189);
    /// `not-applicable` of `soa`.
    pub const SOA_NOT_APPLICABLE: FieldId = FieldId(190);
    /// `not-yet` of `soa`.
    pub const SOA_NOT_YET: FieldId = FieldId(191);
    /// `body` of `soa`.
    pub const SOA_BODY: FieldId = FieldId(192);
    /// `confirms` of `confirmation`.
    pub const CONFIRMATION_CONFIRMS: FieldId = FieldId(193);
    /// `serves` of `objective`.
    pub const OBJECTIVE_SERVES: FieldId = FieldId(194);
    /// `measured-by` of `objective`.
    pub const OBJECTIVE_MEASURED_BY: FieldId = FieldId(195);
    /// `not-measurable` of `objective`.
    pub const OBJECTIVE_NOT_MEASURABLE: FieldId = FieldId(196);
    /// `deadline` of `objective`.
    pub const OBJECTIVE_DEADLINE: FieldId = FieldId(197);
    /// `reached` of `objective`.
    pub const OBJECTIVE_REACHED: FieldId = FieldId(198);
    /// `resources` of `objective`.
    pub const OBJECTIVE_RESOURCES: FieldId = FieldId(199);
    /// `actions` of `objective`.
    pub const OBJECTIVE_ACTIONS: FieldId = FieldId(200);
    /// `evaluation` of `objective`.
    pub const OBJECTIVE_EVALUATION: FieldId = FieldId(201);
    /// `result` of `objective`.
    pub const OBJECTIVE_RESULT: FieldId = FieldId(202);
    /// `body` of `objective`.
    pub const OBJECTIVE_BODY: FieldId = FieldId(203);
    /// `measures` of `measure`.
    pub const MEASURE_MEASURES: FieldId = FieldId(204);
    /// `data` of `measure`.
    pub const MEASURE_DATA: FieldId = FieldId(205);
    /// `value` of `measure`.
    pub const MEASURE_VALUE: FieldId = FieldId(206);
    /// `reading` of `measure`.
    pub const MEASURE_READING: FieldId = FieldId(207);
    /// `target` of `measure`.
    pub const MEASURE_TARGET: FieldId = FieldId(208);
    /// `period` of `measure`.
    pub const MEASURE_PERIOD: FieldId = FieldId(209);
    /// `collected-by` of `measure`.
    pub const MEASURE_COLLECTED_BY: FieldId = FieldId(210);
    /// `result` of `measure`.
    pub const MEASURE_RESULT: FieldId = FieldId(211);
    /// `missed-since` of `measure`.
    pub const MEASURE_MISSED_SINCE: FieldId = FieldId(212);
    /// `body` of `measure`.
    pub const MEASURE_BODY: FieldId = FieldId(213);
    /// `changes` of `change`.
    pub const CHANGE_CHANGES: FieldId = FieldId(214);
    /// `purpose` of `change`.
    pub const CHANGE_PURPOSE: FieldId = FieldId(215);
    /// `plan` of `change`.
    pub const CHANGE_PLAN: FieldId = FieldId(216);
    /// `deadline` of `change`.
    pub const CHANGE_DEADLINE: FieldId = FieldId(217);
    /// `completed` of `change`.
    pub const CHANGE_COMPLETED: FieldId = FieldId(218);
    /// `risks` of `change`.
    pub const CHANGE_RISKS: FieldId = FieldId(219);
    /// `actions` of `change`.
    pub const CHANGE_ACTIONS: FieldId = FieldId(220);
    /// `body` of `change`.
    pub const CHANGE_BODY: FieldId = FieldId(221);
    /// `kind` of `training`.
    pub const TRAINING_KIND: FieldId = FieldId(222);
    /// `audience` of `training`.
    pub const TRAINING_AUDIENCE: FieldId = FieldId(223);
    /// `covers` of `training`.
    pub const TRAINING_COVERS: FieldId = FieldId(224);
    /// `teaches` of `training`.
    pub const TRAINING_TEACHES: FieldId = FieldId(225);
    /// `repeats` of `training`.
    pub const TRAINING_REPEATS: FieldId = FieldId(226);
    /// `data` of `training`.
    pub const TRAINING_DATA: FieldId = FieldId(227);
    /// `value` of `training`.
    pub const TRAINING_VALUE: FieldId = FieldId(228);
    /// `target` of `training`.
    pub const TRAINING_TARGET: FieldId = FieldId(229);
    /// `given` of `training`.
    pub const TRAINING_GIVEN: FieldId = FieldId(230);
    /// `body` of `training`.
    pub const TRAINING_BODY: FieldId = FieldId(231);
    /// `about` of `communication`.
    pub const COMMUNICATION_ABOUT: FieldId = FieldId(232);
    /// `communicates` of `communication`.
    pub const COMMUNICATION_COMMUNICATES: FieldId = FieldId(233);
    /// `audience` of `communication`.
    pub const COMMUNICATION_AUDIENCE: FieldId = FieldId(234);
    /// `channel` of `communication`.
    pub const COMMUNICATION_CHANNEL: FieldId = FieldId(235);
    /// `repeats` of `communication`.
    pub const COMMUNICATION_REPEATS: FieldId = FieldId(236);
    /// `occasion` of `communication`.
    pub const COMMUNICATION_OCCASION: FieldId = FieldId(237);
    /// `sent` of `communication`.
    pub const COMMUNICATION_SENT: FieldId = FieldId(238);
    /// `body` of `communication`.
    pub const COMMUNICATION_BODY: FieldId = FieldId(239);
    /// `file` of `evidence`.
    pub const EVIDENCE_FILE: FieldId = FieldId(240);
    /// `held` of `evidence`.
    pub const EVIDENCE_HELD: FieldId = FieldId(241);
    /// `seen` of `evidence`.
    pub const EVIDENCE_SEEN: FieldId = FieldId(242);
    /// `source` of `evidence`.
    pub const EVIDENCE_SOURCE: FieldId = FieldId(243);
    /// `covers` of `evidence`.
    pub const EVIDENCE_COVERS: FieldId = FieldId(244);
    /// `collected` of `evidence`.
    pub const EVIDENCE_COLLECTED: FieldId = FieldId(245);
    /// `valid` of `evidence`.
    pub const EVIDENCE_VALID: FieldId = FieldId(246);
    /// `expect` of `evidence`.
    pub const EVIDENCE_EXPECT: FieldId = FieldId(247);
    /// `population` of `evidence`.
    pub const EVIDENCE_POPULATION: FieldId = FieldId(248);
    /// `sample` of `evidence`.
    pub const EVIDENCE_SAMPLE: FieldId = FieldId(249);
    /// `digest` of `evidence`.
    pub const EVIDENCE_DIGEST: FieldId = FieldId(250);
    /// `personal-data` of `evidence`.
    pub const EVIDENCE_PERSONAL_DATA: FieldId = FieldId(251);
    /// `retention` of `evidence`.
    pub const EVIDENCE_RETENTION: FieldId = FieldId(252);
    /// `state` of `evidence`.
    pub const EVIDENCE_STATE: FieldId = FieldId(253);
    /// `body` of `evidence`.
    pub const EVIDENCE_BODY: FieldId = FieldId(254);
    /// `cycle` of `audit-programme`.
    pub const AUDIT_PROGRAMME_CYCLE: FieldId = FieldId(255);
    /// `repeats` of `audit-programme`.
    pub const AUDIT_PROGRAMME_REPEATS: FieldId = FieldId(256);
    /// `respond-within` of `audit-programme`.
    pub const AUDIT_PROGRAMME_RESPOND_WITHIN: FieldId = FieldId(257);
    /// `focus` of `audit-programme`.
    pub const AUDIT_PROGRAMME_FOCUS: FieldId = FieldId(258);
    /// `method` of `audit-programme`.
    pub const AUDIT_PROGRAMME_METHOD: FieldId = FieldId(259);
    /// `body` of `audit-programme`.
    pub const AUDIT_PROGRAMME_BODY: FieldId = FieldId(260);
    /// `kind` of `audit`.
    pub const AUDIT_KIND: FieldId = FieldId(261);
    /// `programme` of `audit`.
    pub const AUDIT_PROGRAMME: FieldId = FieldId(262);
    /// `purpose` of `audit`.
    pub const AUDIT_PURPOSE: FieldId = FieldId(263);
    /// `covers` of `audit`.
    pub const AUDIT_COVERS: FieldId = FieldId(264);
    /// `criteria` of `audit`.
    pub const AUDIT_CRITERIA: FieldId = FieldId(265);
    /// `led-by` of `audit`.
    pub const AUDIT_LED_BY: FieldId = FieldId(266);
    /// `auditors` of `audit`.
    pub const AUDIT_AUDITORS: FieldId = FieldId(267);
    /// `interviews` of `audit`.
    pub const AUDIT_INTERVIEWS: FieldId = FieldId(268);
    /// `planned` of `audit`.
    pub const AUDIT_PLANNED: FieldId = FieldId(269);
    /// `performed` of `audit`.
    pub const AUDIT_PERFORMED: FieldId = FieldId(270);
    /// `method` of `audit`.
    pub const AUDIT_METHOD: FieldId = FieldId(271);
    /// `reported` of `audit`.
    pub const AUDIT_REPORTED: FieldId = FieldId(272);
    /// `evidence` of `audit`.
    pub const AUDIT_EVIDENCE: FieldId = FieldId(273);
    /// `conclusion` of `audit`.
    pub const AUDIT_CONCLUSION: FieldId = FieldId(274);
    /// `body` of `audit`.
    pub const AUDIT_BODY: FieldId = FieldId(275);
    /// `grade` of `finding`.
    pub const FINDING_GRADE: FieldId = FieldId(276);
    /// `breaches` of `finding`.
    pub const FINDING_BREACHES: FieldId = FieldId(277);
    /// `seen-at` of `finding`.
    pub const FINDING_SEEN_AT: FieldId = FieldId(278);
    /// `found` of `finding`.
    pub const FINDING_FOUND: FieldId = FieldId(279);
    /// `evidence` of `finding`.
    pub const FINDING_EVIDENCE: FieldId = FieldId(280);
    /// `correction` of `finding`.
    pub const FINDING_CORRECTION: FieldId = FieldId(281);
    /// `cause` of `finding`.
    pub const FINDING_CAUSE: FieldId = FieldId(282);
    /// `similar` of `finding`.
    pub const FINDING_SIMILAR: FieldId = FieldId(283);
    /// `corrective-action` of `finding`.
    pub const FINDING_CORRECTIVE_ACTION: FieldId = FieldId(284);
    /// `answered` of `finding`.
    pub const FINDING_ANSWERED: FieldId = FieldId(285);
    /// `recurs` of `finding`.
    pub const FINDING_RECURS: FieldId = FieldId(286);
    /// `closed` of `finding`.
    pub const FINDING_CLOSED: FieldId = FieldId(287);
    /// `body` of `finding`.
    pub const FINDING_BODY: FieldId = FieldId(288);
    /// `planned` of `management-review`.
    pub const MANAGEMENT_REVIEW_PLANNED: FieldId = FieldId(289);
    /// `performed` of `management-review`.
    pub const MANAGEMENT_REVIEW_PERFORMED: FieldId = FieldId(290);
    /// `repeats` of `management-review`.
    pub const MANAGEMENT_REVIEW_REPEATS: FieldId = FieldId(291);
    /// `chaired-by` of `management-review`.
    pub const MANAGEMENT_REVIEW_CHAIRED_BY: FieldId = FieldId(292);
    /// `attended-by` of `management-review`.
    pub const MANAGEMENT_REVIEW_ATTENDED_BY: FieldId = FieldId(293);
    /// `previous-actions` of `management-review`.
    pub const MANAGEMENT_REVIEW_PREVIOUS_ACTIONS: FieldId = FieldId(294);
    /// `changed-issues` of `management-review`.
    pub const MANAGEMENT_REVIEW_CHANGED_ISSUES: FieldId = FieldId(295);
    /// `changed-needs` of `management-review`.
    pub const MANAGEMENT_REVIEW_CHANGED_NEEDS: FieldId = FieldId(296);
    /// `nonconformities` of `management-review`.
    pub const MANAGEMENT_REVIEW_NONCONFORMITIES: FieldId = FieldId(297);
    /// `measurements` of `management-review`.
    pub const MANAGEMENT_REVIEW_MEASUREMENTS: FieldId = FieldId(298);
    /// `audit-results` of `management-review`.
    pub const MANAGEMENT_REVIEW_AUDIT_RESULTS: FieldId = FieldId(299);
    /// `objectives` of `management-review`.
    pub const MANAGEMENT_REVIEW_OBJECTIVES: FieldId = FieldId(300);
    /// `party-feedback` of `management-review`.
    pub const MANAGEMENT_REVIEW_PARTY_FEEDBACK: FieldId = FieldId(301);
    /// `risk-and-plan` of `management-review`.
    pub const MANAGEMENT_REVIEW_RISK_AND_PLAN: FieldId = FieldId(302);
    /// `improvements` of `management-review`.
    pub const MANAGEMENT_REVIEW_IMPROVEMENTS: FieldId = FieldId(303);
    /// `decisions` of `management-review`.
    pub const MANAGEMENT_REVIEW_DECISIONS: FieldId = FieldId(304);
    /// `actions` of `management-review`.
    pub const MANAGEMENT_REVIEW_ACTIONS: FieldId = FieldId(305);
    /// `changes` of `management-review`.
    pub const MANAGEMENT_REVIEW_CHANGES: FieldId = FieldId(306);
    /// `body` of `management-review`.
    pub const MANAGEMENT_REVIEW_BODY: FieldId = FieldId(307);
    /// `severity` of `incident`.
    pub const INCIDENT_SEVERITY: FieldId = FieldId(308);
    /// `assessed` of `incident`.
    pub const INCIDENT_ASSESSED: FieldId = FieldId(309);
    /// `occurred` of `incident`.
    pub const INCIDENT_OCCURRED: FieldId = FieldId(310);
    /// `detected` of `incident`.
    pub const INCIDENT_DETECTED: FieldId = FieldId(311);
    /// `contained` of `incident`.
    pub const INCIDENT_CONTAINED: FieldId = FieldId(312);
    /// `recovered` of `incident`.
    pub const INCIDENT_RECOVERED: FieldId = FieldId(313);
    /// `closed` of `incident`.
    pub const INCIDENT_CLOSED: FieldId = FieldId(314);
    /// `hit` of `incident`.
    pub const INCIDENT_HIT: FieldId = FieldId(315);
    /// `affects` of `incident`.
    pub const INCIDENT_AFFECTS: FieldId = FieldId(316);
    /// `personal-data` of `incident`.
    pub const INCIDENT_PERSONAL_DATA: FieldId = FieldId(317);
    /// `notifiable` of `incident`.
    pub const INCIDENT_NOTIFIABLE: FieldId = FieldId(318);
    /// `notified` of `incident`.
    pub const INCIDENT_NOTIFIED: FieldId = FieldId(319);
    /// `cause` of `incident`.
    pub const INCIDENT_CAUSE: FieldId = FieldId(320);
    /// `lessons` of `incident`.
    pub const INCIDENT_LESSONS: FieldId = FieldId(321);
    /// `actions` of `incident`.
    pub const INCIDENT_ACTIONS: FieldId = FieldId(322);
    /// `risks` of `incident`.
    pub const INCIDENT_RISKS: FieldId = FieldId(323);
    /// `evidence` of `incident`.
    pub const INCIDENT_EVIDENCE: FieldId = FieldId(324);
    /// `cost` of `incident`.
    pub const INCIDENT_COST: FieldId = FieldId(325);
    /// `body` of `incident`.
    pub const INCIDENT_BODY: FieldId = FieldId(326);
    /// `answers` of `action`.
    pub const ACTION_ANSWERS: FieldId = FieldId(327);
    /// `deadline` of `action`.
    pub const ACTION_DEADLINE: FieldId = FieldId(328);
    /// `status` of `action`.
    pub const ACTION_STATUS: FieldId = FieldId(329);
    /// `completed` of `action`.
    pub const ACTION_COMPLETED: FieldId = FieldId(330);
    /// `resources` of `action`.
    pub const ACTION_RESOURCES: FieldId = FieldId(331);
    /// `cost` of `action`.
    pub const ACTION_COST: FieldId = FieldId(332);
    /// `verified` of `action`.
    pub const ACTION_VERIFIED: FieldId = FieldId(333);
    /// `effective` of `action`.
    pub const ACTION_EFFECTIVE: FieldId = FieldId(334);
    /// `body` of `action`.
    pub const ACTION_BODY: FieldId = FieldId(335);
    /// `body` of `certification`.
    pub const CERTIFICATION_BODY: FieldId = FieldId(336);
    /// `accredited-by` of `certification`.
    pub const CERTIFICATION_ACCREDITED_BY: FieldId = FieldId(337);
    /// `applied` of `certification`.
    pub const CERTIFICATION_APPLIED: FieldId = FieldId(338);
    /// `pre-audit` of `certification`.
    pub const CERTIFICATION_PRE_AUDIT: FieldId = FieldId(339);
    /// `stage-1` of `certification`.
    pub const CERTIFICATION_STAGE_1: FieldId = FieldId(340);
    /// `stage-2` of `certification`.
    pub const CERTIFICATION_STAGE_2: FieldId = FieldId(341);
    /// `surveillance` of `certification`.
    pub const CERTIFICATION_SURVEILLANCE: FieldId = FieldId(342);
    /// `recertification` of `certification`.
    pub const CERTIFICATION_RECERTIFICATION: FieldId = FieldId(343);
    /// `time-adjustment` of `certification`.
    pub const CERTIFICATION_TIME_ADJUSTMENT: FieldId = FieldId(344);
    /// `audit-days` of `certification`.
    pub const CERTIFICATION_AUDIT_DAYS: FieldId = FieldId(345);
    /// `notes` of `certification`.
    pub const CERTIFICATION_NOTES: FieldId = FieldId(346);
    /// `edition` of `catalog`.
    pub const CATALOG_EDITION: FieldId = FieldId(347);
    /// `source` of `catalog`.
    pub const CATALOG_SOURCE: FieldId = FieldId(348);
    /// `label` of `catalog`.
    pub const CATALOG_LABEL: FieldId = FieldId(349);
    /// `note` of `catalog`.
    pub const CATALOG_NOTE: FieldId = FieldId(350);
    /// `amendments` of `catalog`.
    pub const CATALOG_AMENDMENTS: FieldId = FieldId(351);
    /// `label` of `group`.
    pub const GROUP_LABEL: FieldId = FieldId(352);
    /// `purpose` of `group`.
    pub const GROUP_PURPOSE: FieldId = FieldId(353);
    /// `label` of `control`.
    pub const CONTROL_LABEL: FieldId = FieldId(354);
    /// `purpose` of `control`.
    pub const CONTROL_PURPOSE: FieldId = FieldId(355);
    /// `about` of `control`.
    pub const CONTROL_ABOUT: FieldId = FieldId(356);
    /// `presumes` of `control`.
    pub const CONTROL_PRESUMES: FieldId = FieldId(357);
    /// `document` of `control`.
    pub const CONTROL_DOCUMENT: FieldId = FieldId(358);
    /// `control-type` of `control`.
    pub const CONTROL_CONTROL_TYPE: FieldId = FieldId(359);
    /// `properties` of `control`.
    pub const CONTROL_PROPERTIES: FieldId = FieldId(360);
    /// `concepts` of `control`.
    pub const CONTROL_CONCEPTS: FieldId = FieldId(361);
    /// `capabilities` of `control`.
    pub const CONTROL_CAPABILITIES: FieldId = FieldId(362);
    /// `domains` of `control`.
    pub const CONTROL_DOMAINS: FieldId = FieldId(363);
    /// `new` of `control`.
    pub const CONTROL_NEW: FieldId = FieldId(364);
    /// `state` of `control`.
    pub const CONTROL_STATE: FieldId = FieldId(365);
    /// `label` of `requirement`.
    pub const REQUIREMENT_LABEL: FieldId = FieldId(366);
    /// `purpose` of `requirement`.
    pub const REQUIREMENT_PURPOSE: FieldId = FieldId(367);
    /// `document` of `requirement`.
    pub const REQUIREMENT_DOCUMENT: FieldId = FieldId(368);
    /// `document-need` of `requirement`.
    pub const REQUIREMENT_DOCUMENT_NEED: FieldId = FieldId(369);
    /// `amended-by` of `requirement`.
    pub const REQUIREMENT_AMENDED_BY: FieldId = FieldId(370);
    /// `new` of `requirement`.
    pub const REQUIREMENT_NEW: FieldId = FieldId(371);
    /// `equal` of `crosswalk`.
    pub const CROSSWALK_EQUAL: FieldId = FieldId(372);
    /// `subset` of `crosswalk`.
    pub const CROSSWALK_SUBSET: FieldId = FieldId(373);
    /// `superset` of `crosswalk`.
    pub const CROSSWALK_SUPERSET: FieldId = FieldId(374);
    /// `intersects` of `crosswalk`.
    pub const CROSSWALK_INTERSECTS: FieldId = FieldId(375);
    /// `source` of `crosswalk`.
    pub const CROSSWALK_SOURCE: FieldId = FieldId(376);
    /// `licence` of `crosswalk`.
    pub const CROSSWALK_LICENCE: FieldId = FieldId(377);
    /// `note` of `crosswalk`.
    pub const CROSSWALK_NOTE: FieldId = FieldId(378);
    /// `each` of `rule`.
    pub const RULE_EACH: FieldId = FieldId(379);
    /// `where` of `rule`.
    pub const RULE_WHERE: FieldId = FieldId(380);
    /// `require` of `rule`.
    pub const RULE_REQUIRE: FieldId = FieldId(381);
    /// `level` of `rule`.
    pub const RULE_LEVEL: FieldId = FieldId(382);
    /// `release` of `rule`.
    pub const RULE_RELEASE: FieldId = FieldId(383);
    /// `together` of `rule`.
    pub const RULE_TOGETHER: FieldId = FieldId(384);
    /// `message` of `rule`.
    pub const RULE_MESSAGE: FieldId = FieldId(385);
    /// `label` of `rule`.
    pub const RULE_LABEL: FieldId = FieldId(386);
    /// `remedy` of `rule`.
    pub const RULE_REMEDY: FieldId = FieldId(387);
    /// `basis` of `rule`.
    pub const RULE_BASIS: FieldId = FieldId(388);
    /// `clause` of `rule`.
    pub const RULE_CLAUSE: FieldId = FieldId(389);
    /// `body` of `rule`.
    pub const RULE_BODY: FieldId = FieldId(390);
}

macro_rules! view {
    ($(#[$doc:meta])* $view:ident = $shows:expr, is [$($aspect:ident),*]) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub struct $view<'m>(Decl<'m>);

        impl<'m> View<'m> for $view<'m> {
            const SHOWS: Shows = $shows;

            fn of(decl: Decl<'m>) -> Option<Self> {
                let shown = match Self::SHOWS {
                    Shows::Kind(kind) => decl.kind() == kind,
                    Shows::Aspect(aspect) => decl.model.schema.is(decl.kind(), aspect),
                };
                shown.then_some(Self(decl))
            }

            fn decl(self) -> Decl<'m> {
                self.0
            }
        }

        $(impl<'m> From<$view<'m>> for $aspect<'m> {
            fn from(view: $view<'m>) -> Self {
                Self(view.0)
            }
        })*
    };
}

macro_rules! numbered {
    ($name:ident = $id:expr, [$($value:ident),*]) => {
        impl $name {
            /// Its id.
            pub const ID: EnumId = $id;
            /// Its values, in order.
            pub const ALL: &'static [Self] = &[$(Self::$value),*];

            /// The value at `index`.
            pub fn from_index(index: u16) -> Option<Self> {
                Self::ALL.get(index as usize).copied()
            }

            /// The value of a field, if it is one of these.
            pub fn from_value(value: ValueRef<'_>) -> Option<Self> {
                let (id, index) = value.enumeration()?;
                if id == Self::ID { Self::from_index(index) } else { None }
            }

            /// Where it stands among the values.
            pub const fn index(self) -> u16 {
                self as u16
            }

            /// As people read it.
            pub fn title(self, model: &Model) -> &str {
                &model.schema.enumeration(Self::ID).values[self.index() as usize].title
            }
        }
    };
}

/// How the approval of a document stands.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum ApprovalState {
    /// None of those who are asked has approved it.
    NotApproved,
    /// Some have, and others have not.
    PartlyApproved,
    /// It is not the text that was approved.
    ChangedSince,
    /// All who are asked have approved it as it stands.
    ApprovedByAll,
}

numbered!(
    ApprovalState = enumeration::APPROVAL_STATE,
    [NotApproved, PartlyApproved, ChangedSince, ApprovedByAll]
);

/// How far something has been put into practice.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Progress {
    /// Decided, and not yet begun or not yet usable. Also said: to do, to be …, open, not started, not yet …,
    /// not ….
    Planned,
    /// Some of it works. Also said: in progress, ongoing, under way, begun, started, partly …, partially …,
    /// mostly …, nearly …, almost …, not fully …, not completely …, not yet fully …, not yet completely ….
    Partial,
    /// All of it works. Also said: done, completed, live, in place, in force.
    Implemented,
}

numbered!(Progress = enumeration::PROGRESS, [Planned, Partial, Implemented]);

/// How much something matters, in three steps.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Rating {
    /// Its loss would hardly be noticed.
    Low,
    /// Its loss would hurt.
    Medium,
    /// Its loss would be serious.
    High,
}

numbered!(Rating = enumeration::RATING, [Low, Medium, High]);

/// What information security protects.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Property {
    /// Only those who may see it can see it.
    Confidentiality,
    /// It is correct and complete, and nobody changes it unnoticed.
    Integrity,
    /// It is there when it is needed.
    Availability,
}

numbered!(Property = enumeration::PROPERTY, [Confidentiality, Integrity, Availability]);

/// The sort of thing an asset is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum AssetCategory {
    /// Information in any form: databases, files, paper.
    Information,
    /// Software and the systems it runs on.
    System,
    /// Things one can touch: laptops, servers, media.
    Equipment,
    /// Something used as a service, whoever runs it.
    Service,
    /// People with knowledge that would be missed.
    People,
}

numbered!(AssetCategory = enumeration::ASSET_CATEGORY, [Information, System, Equipment, Service, People]);

/// Inside or outside the organization.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Origin {
    /// It comes from within the organization.
    Internal,
    /// It comes from outside.
    External,
}

numbered!(Origin = enumeration::ORIGIN, [Internal, External]);

/// What an issue is about.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum IssueTopic {
    /// The changing climate and what it brings about (Amendment 1:2024 to clause 4.1).
    ClimateChange,
    /// Laws and supervision.
    Law,
    /// New or ageing technology.
    Technology,
    /// Customers, competitors and money.
    Market,
    /// People, politics and public opinion.
    Society,
    /// Attackers, and how they work.
    Threats,
    /// Those the organization depends on.
    SupplyChain,
    /// The organization's own structure, culture and means.
    Organization,
}

numbered!(
    IssueTopic = enumeration::ISSUE_TOPIC,
    [ClimateChange, Law, Technology, Market, Society, Threats, SupplyChain, Organization]
);

/// Where an obligation comes from.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Basis {
    /// A law.
    Legal,
    /// An authority's rule or order.
    Regulatory,
    /// A contract.
    Contractual,
    /// A decision of the organization itself.
    Internal,
}

numbered!(Basis = enumeration::BASIS, [Legal, Regulatory, Contractual, Internal]);

/// Something that holds for a scope and that some controls take for granted.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Circumstance {
    /// The scope depends on suppliers. Known by itself from what the scope depends on.
    Supplier,
    /// Cloud services are used.
    CloudService,
    /// People are employed. Known by itself from the teams.
    Employees,
    /// Personal data is handled.
    PersonalData,
    /// There are premises of one's own. Known by itself from the sites.
    OwnPremises,
    /// People work from home or on the way.
    RemoteWork,
    /// Laptops, phones and the like are used.
    PortableDevices,
    /// There is equipment, or media that hold information. Known by itself from the assets.
    MediaOrEquipment,
    /// Software is developed in the organization.
    OwnDevelopment,
    /// Software is developed by others on its behalf.
    OutsourcedDevelopment,
}

numbered!(
    Circumstance = enumeration::CIRCUMSTANCE,
    [
        Supplier,
        CloudService,
        Employees,
        PersonalData,
        OwnPremises,
        RemoteWork,
        PortableDevices,
        MediaOrEquipment,
        OwnDevelopment,
        OutsourcedDevelopment
    ]
);

/// What a treatment earns that is only partly in force.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Credit {
    /// Nothing, until all of it is in force.
    Whole,
    /// What the risk says with `step:` for the part that is in force.
    StepByStep,
}

numbered!(Credit = enumeration::CREDIT, [Whole, StepByStep]);

/// How likelihood and consequence are put together.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Combination {
    /// One multiplied by the other.
    Product,
    /// One added to the other.
    Sum,
    /// Read from a table that the method gives.
    Matrix,
}

numbered!(Combination = enumeration::COMBINATION, [Product, Sum, Matrix]);

/// Somebody who accepts a risk and whom each risk names itself.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Acceptor {
    /// The risk's own owner.
    Owner,
}

numbered!(Acceptor = enumeration::ACCEPTOR, [Owner]);

/// How the acceptance of a risk stands.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum AcceptanceState {
    /// None of those who are asked has accepted it.
    NotAccepted,
    /// Some have, and others have not.
    PartlyAccepted,
    /// What was accepted has changed since.
    ChangedSince,
    /// The last day of the acceptance has passed.
    PastItsDay,
    /// All who are asked have accepted it as it stands.
    AcceptedByAll,
}

numbered!(
    AcceptanceState = enumeration::ACCEPTANCE_STATE,
    [NotAccepted, PartlyAccepted, ChangedSince, PastItsDay, AcceptedByAll]
);

/// What can be done about a risk.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Response {
    /// Make it less likely or less bad, with controls. Also said: mitigate, reduce, treat.
    Modify,
    /// Keep it, knowingly. Also said: accept, tolerate.
    Retain,
    /// Stop doing what brings it about. Also said: terminate, eliminate.
    Avoid,
    /// Let somebody else carry part of it, by agreement or insurance. Also said: transfer, insure.
    Share,
}

numbered!(Response = enumeration::RESPONSE, [Modify, Retain, Avoid, Share]);

/// Whether a measure met its target.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum MeasureResult {
    /// The target was not met.
    Missed,
    /// The target was met.
    Met,
}

numbered!(MeasureResult = enumeration::MEASURE_RESULT, [Missed, Met]);

/// What a training is for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum TrainingKind {
    /// Everybody knows the policy, their part in it, and what follows if they leave it undone (clause 7.3).
    Awareness,
    /// Somebody becomes able to do a task (clause 7.2).
    Skill,
}

numbered!(TrainingKind = enumeration::TRAINING_KIND, [Awareness, Skill]);

/// How a piece of evidence stands.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum EvidenceState {
    /// Too old.
    Stale,
    /// Fresh, and something that must be true of it is not.
    Failing,
    /// Fresh, and all is as it must be.
    Fresh,
}

numbered!(EvidenceState = enumeration::EVIDENCE_STATE, [Stale, Failing, Fresh]);

/// Whose audit it is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum AuditKind {
    /// By the organization, or on its behalf (clause 9.2).
    Internal,
    /// By a customer.
    Customer,
    /// By the organization at a supplier.
    Supplier,
    /// By a certification body.
    Certification,
}

numbered!(AuditKind = enumeration::AUDIT_KIND, [Internal, Customer, Supplier, Certification]);

/// How auditors find out (ISO/IEC TS 27008).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum AuditMethod {
    /// Reading, watching and comparing.
    Examination,
    /// Asking people.
    Interview,
    /// Trying it out.
    Test,
}

numbered!(AuditMethod = enumeration::AUDIT_METHOD, [Examination, Interview, Test]);

/// How serious a finding is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum FindingGrade {
    /// Something done well.
    Strength,
    /// All is in order, and it could be better still.
    Opportunity,
    /// In order today; it may not stay so.
    Observation,
    /// A requirement is not met in a single case (a nonconformity).
    Minor,
    /// A requirement is not met at all, or over and over (a nonconformity).
    Major,
}

numbered!(FindingGrade = enumeration::FINDING_GRADE, [Strength, Opportunity, Observation, Minor, Major]);

/// How an action stands.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ActionStatus {
    /// Still to be done.
    Open,
    /// Done.
    Done,
    /// Given up.
    Dropped,
}

numbered!(ActionStatus = enumeration::ACTION_STATUS, [Open, Done, Dropped]);

/// What a control is about: the subjects of the scope for which coverage is asked.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Concern {
    /// The organization as a whole.
    Organization,
    /// Assets that are information.
    Information,
    /// Assets that are systems or services, and services.
    System,
    /// Assets that are equipment.
    Equipment,
    /// Teams, and assets that are people.
    People,
    /// Sites.
    Site,
    /// Suppliers that the scope depends on.
    Supplier,
    /// Work from home or on the way; the scope as a whole.
    RemoteWork,
    /// The development of software; the scope as a whole.
    Development,
}

numbered!(
    Concern = enumeration::CONCERN,
    [Organization, Information, System, Equipment, People, Site, Supplier, RemoteWork, Development]
);

/// Whether something in writing is asked for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum DocumentNeed {
    /// One can hardly do it without writing it down.
    Implied,
    /// It is asked for in so many words.
    Explicit,
}

numbered!(DocumentNeed = enumeration::DOCUMENT_NEED, [Implied, Explicit]);

/// The word that the statement of applicability prints for a control. It is worked out and never typed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum CoverageState {
    /// No line of the statement of applicability reaches it.
    Undecided,
    /// It does not apply.
    Excluded,
    /// It applies, and nothing is done about it.
    Missing,
    /// It applies, and is planned.
    Planned,
    /// Some of it is in force, or for some of what it is about.
    Partial,
    /// It is in force, as declared.
    Implemented,
    /// It is in force, and fresh evidence shows it.
    Evidenced,
    /// It is evidenced, and measures or an audit show that it works.
    Effective,
}

numbered!(
    CoverageState = enumeration::COVERAGE_STATE,
    [Undecided, Excluded, Missing, Planned, Partial, Implemented, Evidenced, Effective]
);

/// When a control takes effect (ISO/IEC 27002).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ControlType {
    /// Before something happens.
    Preventive,
    /// While it happens.
    Detective,
    /// After it has happened.
    Corrective,
}

numbered!(ControlType = enumeration::CONTROL_TYPE, [Preventive, Detective, Corrective]);

/// The cybersecurity functions that a control serves (ISO/IEC 27002, ISO/IEC TS 27110).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum CybersecurityConcept {
    /// Know what there is to protect, and from what.
    Identify,
    /// Keep harm away.
    Protect,
    /// Notice when something happens.
    Detect,
    /// Act on it.
    Respond,
    /// Get back to normal.
    Recover,
}

numbered!(
    CybersecurityConcept = enumeration::CYBERSECURITY_CONCEPT,
    [Identify, Protect, Detect, Respond, Recover]
);

/// The field of practice that a control belongs to (ISO/IEC 27002).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum OperationalCapability {
    /// Direction, roles and rules.
    Governance,
    /// Knowing and handling what one has.
    AssetManagement,
    /// Handling information as it deserves.
    InformationProtection,
    /// People before, during and after employment.
    HumanResourceSecurity,
    /// Buildings, rooms and equipment.
    PhysicalSecurity,
    /// Systems and the networks between them.
    SystemAndNetworkSecurity,
    /// Software, from design to use.
    ApplicationSecurity,
    /// Systems set up safely, and kept so.
    SecureConfiguration,
    /// Who may do what, and how they prove who they are.
    IdentityAndAccessManagement,
    /// Threats and weaknesses, known and dealt with.
    ThreatAndVulnerabilityManagement,
    /// Keeping going when things fail.
    Continuity,
    /// Those the organization buys from.
    SupplierRelationshipsSecurity,
    /// Law, contracts and rights.
    LegalAndCompliance,
    /// Noticing events, and dealing with incidents.
    InformationSecurityEventManagement,
    /// Making sure that what should be done is done.
    InformationSecurityAssurance,
}

numbered!(
    OperationalCapability = enumeration::OPERATIONAL_CAPABILITY,
    [
        Governance,
        AssetManagement,
        InformationProtection,
        HumanResourceSecurity,
        PhysicalSecurity,
        SystemAndNetworkSecurity,
        ApplicationSecurity,
        SecureConfiguration,
        IdentityAndAccessManagement,
        ThreatAndVulnerabilityManagement,
        Continuity,
        SupplierRelationshipsSecurity,
        LegalAndCompliance,
        InformationSecurityEventManagement,
        InformationSecurityAssurance
    ]
);

/// The security domain that a control belongs to (ISO/IEC 27002).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum SecurityDomain {
    /// Direction, risk, and the others one deals with.
    GovernanceAndEcosystem,
    /// Architecture, access, maintenance and premises.
    Protection,
    /// Noticing and responding.
    Defence,
    /// Continuity and crises.
    Resilience,
}

numbered!(
    SecurityDomain = enumeration::SECURITY_DOMAIN,
    [GovernanceAndEcosystem, Protection, Defence, Resilience]
);

/// How serious a problem is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum ProblemLevel {
    /// Something to think about.
    Hint,
    /// Something to mend soon.
    Warning,
    /// Something that must be mended before anything is published.
    Error,
}

numbered!(ProblemLevel = enumeration::PROBLEM_LEVEL, [Hint, Warning, Error]);

/// What a problem rests on. It is printed with the problem.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ProblemBasis {
    /// The language: two things that the package says do not go together.
    Language,
    /// Something the standard, or a control that applies, demands.
    Requirement,
    /// Something that standards advise.
    Guidance,
    /// Your organization's own method, policy or rule.
    YourRule,
    /// Our advice.
    Advice,
}

numbered!(ProblemBasis = enumeration::PROBLEM_BASIS, [Language, Requirement, Guidance, YourRule, Advice]);

view! {
    /// What every declaration has, whatever its kind. The compiler adds it by itself; no kind needs to name it.
    Declaration = Shows::Aspect(aspect::DECLARATION), is []
}

impl<'m> Declaration<'m> {
    /// Sets one problem aside, here and nowhere else, with the reason, who decided it, and until when.
    /// Errors of the language, and plain breaches of a requirement, cannot be set aside.
    pub fn allow(self) -> impl Iterator<Item = DeclarationAllow<'m>> {
        self.0.phrases(field::DECLARATION_ALLOW).map(DeclarationAllow)
    }
}

/// In a `declaration`: `allow*: problem because text by? role until? date`.
#[derive(Clone, Copy)]
pub struct DeclarationAllow<'m>(Phrase<'m>);

impl<'m> DeclarationAllow<'m> {
    /// The phrase itself.
    pub fn phrase(self) -> Phrase<'m> {
        self.0
    }

    /// What stands before the first preposition.
    pub fn value(self) -> Option<ValueRef<'m>> {
        self.0.lead().find(|v| v.is_known())
    }

    /// `because text`.
    pub fn because(self) -> Option<ValueRef<'m>> {
        self.0.part(Prep::Because).find(|v| v.is_known())
    }

    /// `by? role`.
    pub fn by(self) -> Option<Role<'m>> {
        self.0.part(Prep::By).find_map(ValueRef::view)
    }

    /// `until? date`.
    pub fn until(self) -> Option<Date> {
        self.0.part(Prep::Until).find_map(ValueRef::date)
    }
}

view! {
    /// Anything a scope can hold and a statement can apply to: an asset, a team, a site, a service, a supplier.
    Subject = Shows::Aspect(aspect::SUBJECT), is []
}

impl<'m> Subject<'m> {
    /// The larger thing that this one belongs to. What applies to the whole applies to its parts.
    pub fn part_of(self) -> Option<Subject<'m>> {
        self.0.values(field::SUBJECT_PART_OF).find_map(ValueRef::view)
    }

    /// What this needs in order to work. Everything it needs must be in the scope too, or be a supplier under
    /// agreement, an interface, or an exclusion with a reason (clause 4.3 c).
    pub fn depends_on(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.values(field::SUBJECT_DEPENDS_ON).filter(|v| v.is_known())
    }

    /// For kinds of your own: which category of asset this counts as when coverage is worked out.
    pub fn counts_as(self) -> Option<AssetCategory> {
        self.0.values(field::SUBJECT_COUNTS_AS).find_map(AssetCategory::from_value)
    }
}

view! {
    /// Somebody answers for it.
    Owned = Shows::Aspect(aspect::OWNED), is []
}

impl<'m> Owned<'m> {
    /// The role that answers for this. Name a role rather than a person, so that it stays true when people move.
    pub fn owner(self) -> Option<Role<'m>> {
        self.0.values(field::OWNED_OWNER).find_map(ValueRef::view)
    }
}

view! {
    /// Somebody looks at it again at planned intervals.
    Reviewed = Shows::Aspect(aspect::REVIEWED), is []
}

impl<'m> Reviewed<'m> {
    /// The longest time between two reviews, such as `every 12 months`.
    pub fn review(self) -> Option<ReviewedReview<'m>> {
        self.0.phrases(field::REVIEWED_REVIEW).next().map(ReviewedReview)
    }

    /// A review that took place: the day, and the role that did it.
    pub fn reviewed(self) -> impl Iterator<Item = ReviewedReviewed<'m>> {
        self.0.phrases(field::REVIEWED_REVIEWED).map(ReviewedReviewed)
    }
}

/// In a `reviewed`: `review?: every at-most(duration)`.
#[derive(Clone, Copy)]
pub struct ReviewedReview<'m>(Phrase<'m>);

impl<'m> ReviewedReview<'m> {
    /// The phrase itself.
    pub fn phrase(self) -> Phrase<'m> {
        self.0
    }

    /// `every at-most(duration)`.
    pub fn every(self) -> Option<Duration> {
        self.0.part(Prep::Every).find_map(ValueRef::duration)
    }
}

/// In a `reviewed`: `reviewed*: date by? role`.
#[derive(Clone, Copy)]
pub struct ReviewedReviewed<'m>(Phrase<'m>);

impl<'m> ReviewedReviewed<'m> {
    /// The phrase itself.
    pub fn phrase(self) -> Phrase<'m> {
        self.0
    }

    /// What stands before the first preposition.
    pub fn value(self) -> Option<Date> {
        self.0.lead().find_map(ValueRef::date)
    }

    /// `by? role`.
    pub fn by(self) -> Option<Role<'m>> {
        self.0.part(Prep::By).find_map(ValueRef::view)
    }
}

view! {
    /// A document that a role approves (clause 7.5.2). That it was approved is a record of its own; it is never typed
    /// here.
    Approvable = Shows::Aspect(aspect::APPROVABLE), is []
}

impl<'m> Approvable<'m> {
    /// The roles that must approve it.
    pub fn approver(self) -> impl Iterator<Item = Role<'m>> {
        self.0.values(field::APPROVABLE_APPROVER).filter_map(ValueRef::view)
    }

    /// The version, as readers see it. Raise it with each change of content.
    pub fn version(self) -> Option<ValueRef<'m>> {
        self.0.values(field::APPROVABLE_VERSION).find(|v| v.is_known())
    }

    /// The number or code of the document, where your organization gives it one.
    pub fn id(self) -> Option<ValueRef<'m>> {
        self.0.values(field::APPROVABLE_ID).find(|v| v.is_known())
    }

    /// Who wrote it.
    pub fn author(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.values(field::APPROVABLE_AUTHOR).filter(|v| v.is_known())
    }

    /// How long it is kept after it is no longer in force (clause 7.5.3).
    pub fn retention(self) -> Option<Duration> {
        self.0.values(field::APPROVABLE_RETENTION).find_map(ValueRef::duration)
    }

    /// Where the document is kept, if its text is not here.
    pub fn held(self) -> Option<ValueRef<'m>> {
        self.0.values(field::APPROVABLE_HELD).find(|v| v.is_known())
    }
}

view! {
    /// Counts as documented information that a clause or a control asks for, without carrying out a control itself.
    Documented = Shows::Aspect(aspect::DOCUMENTED), is []
}

impl<'m> Documented<'m> {
    /// The clauses, controls, obligations and needs that it is the document or the record for. The top-level
    /// policy, for example, says `fulfils: iso27001.5.2`.
    pub fn fulfils(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.values(field::DOCUMENTED_FULFILS).filter(|v| v.is_known())
    }
}

view! {
    /// Has a level of confidentiality.
    Classified = Shows::Aspect(aspect::CLASSIFIED), is []
}

impl<'m> Classified<'m> {
    /// How confidential it is. A document that extends another may raise this and never lower it.
    pub fn classification(self) -> Option<ValueRef<'m>> {
        self.0.values(field::CLASSIFIED_CLASSIFICATION).find(|v| v.is_known())
    }
}

view! {
    /// Does something about controls and requirements, and so counts when coverage is worked out.
    Implements = Shows::Aspect(aspect::IMPLEMENTS), is []
}

impl<'m> Implements<'m> {
    /// The controls that this carries out in full.
    pub fn implements(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.values(field::IMPLEMENTS_IMPLEMENTS).filter(|v| v.is_known())
    }

    /// The controls that this helps with. However many things help, together they cover a control partly at most.
    pub fn contributes_to(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.values(field::IMPLEMENTS_CONTRIBUTES_TO).filter(|v| v.is_known())
    }

    /// The clauses, articles, criteria, obligations and needs that this meets.
    pub fn fulfils(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.values(field::IMPLEMENTS_FULFILS).filter(|v| v.is_known())
    }

    /// What this covers, and what is left out of it. Without this field it covers everything that the control
    /// asks for in the scope.
    pub fn applies_to(self) -> impl Iterator<Item = ImplementsAppliesTo<'m>> {
        self.0.phrases(field::IMPLEMENTS_APPLIES_TO).map(ImplementsAppliesTo)
    }

    /// Who does the work: teams, roles, services or suppliers.
    pub fn carried_out_by(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.values(field::IMPLEMENTS_CARRIED_OUT_BY).filter(|v| v.is_known())
    }

    /// How far the work has come: on which subjects, since when, until when, by when it is due, and why. It may
    /// stand many times; a status that names a subject comes before one that names none.
    pub fn status(self) -> impl Iterator<Item = ImplementsStatus<'m>> {
        self.0.phrases(field::IMPLEMENTS_STATUS).map(ImplementsStatus)
    }

    /// What shows that it is really done.
    pub fn evidence(self) -> impl Iterator<Item = Evidence<'m>> {
        self.0.values(field::IMPLEMENTS_EVIDENCE).filter_map(ValueRef::view)
    }
}

/// In a `implements`: `applies-to*: subject+ except? subject+`.
#[derive(Clone, Copy)]
pub struct ImplementsAppliesTo<'m>(Phrase<'m>);

impl<'m> ImplementsAppliesTo<'m> {
    /// The phrase itself.
    pub fn phrase(self) -> Phrase<'m> {
        self.0
    }

    /// What stands before the first preposition.
    pub fn values(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.lead().filter(|v| v.is_known())
    }

    /// `except? subject+`.
    pub fn except(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.part(Prep::Except).filter(|v| v.is_known())
    }
}

/// In a `implements`: `status*: progress on? subject+ since? date until? date due? date because? prose`.
#[derive(Clone, Copy)]
pub struct ImplementsStatus<'m>(Phrase<'m>);

impl<'m> ImplementsStatus<'m> {
    /// The phrase itself.
    pub fn phrase(self) -> Phrase<'m> {
        self.0
    }

    /// What stands before the first preposition.
    pub fn value(self) -> Option<Progress> {
        self.0.lead().find_map(Progress::from_value)
    }

    /// `on? subject+`.
    pub fn on(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.part(Prep::On).filter(|v| v.is_known())
    }

    /// `since? date`.
    pub fn since(self) -> Option<Date> {
        self.0.part(Prep::Since).find_map(ValueRef::date)
    }

    /// `until? date`.
    pub fn until(self) -> Option<Date> {
        self.0.part(Prep::Until).find_map(ValueRef::date)
    }

    /// `due? date`.
    pub fn due(self) -> Option<Date> {
        self.0.part(Prep::Due).find_map(ValueRef::date)
    }

    /// `because? prose`.
    pub fn because(self) -> Option<ValueRef<'m>> {
        self.0.part(Prep::Because).find(|v| v.is_known())
    }
}

view! {
    /// The organization whose management system this is.
    Organization = Shows::Kind(kind::ORGANIZATION), is []
}

impl<'m> Organization<'m> {
    /// The registered name, where it differs from the title.
    pub fn legal_name(self) -> Option<ValueRef<'m>> {
        self.0.values(field::ORGANIZATION_LEGAL_NAME).find(|v| v.is_known())
    }

    /// The number under which it is registered.
    pub fn registration(self) -> Option<ValueRef<'m>> {
        self.0.values(field::ORGANIZATION_REGISTRATION).find(|v| v.is_known())
    }

    /// What the organization does, in a few words.
    pub fn sector(self) -> Option<ValueRef<'m>> {
        self.0.values(field::ORGANIZATION_SECTOR).find(|v| v.is_known())
    }

    /// The country it is established in, such as "NO".
    pub fn country(self) -> Option<ValueRef<'m>> {
        self.0.values(field::ORGANIZATION_COUNTRY).find(|v| v.is_known())
    }

    /// Its public site.
    pub fn website(self) -> Option<ValueRef<'m>> {
        self.0.values(field::ORGANIZATION_WEBSITE).find(|v| v.is_known())
    }

    /// The language its documents are written in, such as "en". Others come from translations.
    pub fn language(self) -> Option<ValueRef<'m>> {
        self.0.values(field::ORGANIZATION_LANGUAGE).find(|v| v.is_known())
    }

    /// How many people work under its control within the scope. The estimate of audit time starts from it.
    pub fn people_in_scope(self) -> Option<Decimal> {
        self.0.values(field::ORGANIZATION_PEOPLE_IN_SCOPE).find_map(ValueRef::number)
    }

    /// The roles that direct the organization at the highest level (clause 5.1).
    pub fn top_management(self) -> impl Iterator<Item = Role<'m>> {
        self.0.values(field::ORGANIZATION_TOP_MANAGEMENT).filter_map(ValueRef::view)
    }

    /// A file with one row for each person who holds a role, such as an export from the personnel system. Columns: `person`
    /// and `role`, by name or title; where they are there `name`, `since`, `until`, `joined` and `left`. Others are passed over.
    pub fn people(self) -> Option<ValueRef<'m>> {
        self.0.values(field::ORGANIZATION_PEOPLE).find(|v| v.is_known())
    }

    /// How long documents and records are kept where they do not say it themselves (clause 7.5.3).
    pub fn retention(self) -> Option<Duration> {
        self.0.values(field::ORGANIZATION_RETENTION).find_map(ValueRef::duration)
    }

    /// What the organization is for, and how it works.
    pub fn body(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.values(field::ORGANIZATION_BODY).filter(|v| v.is_known())
    }
}

view! {
    /// A person. Keep it to what is needed: people hold roles, and roles answer for things.
    Person = Shows::Kind(kind::PERSON), is []
}

impl<'m> Person<'m> {
    /// The address at work.
    pub fn email(self) -> Option<ValueRef<'m>> {
        self.0.values(field::PERSON_EMAIL).find(|v| v.is_known())
    }

    /// Yes, if the person works for somebody else.
    pub fn external(self) -> Option<bool> {
        self.0.values(field::PERSON_EXTERNAL).find_map(ValueRef::bool)
    }

    /// The day the person joined.
    pub fn joined(self) -> Option<Date> {
        self.0.values(field::PERSON_JOINED).find_map(ValueRef::date)
    }

    /// The person's last day. Roles still held after it are reported.
    pub fn left(self) -> Option<Date> {
        self.0.values(field::PERSON_LEFT).find_map(ValueRef::date)
    }

    /// The competences the person has, since when and until when, and what they are known from: a certificate,
    /// a training, or experience in words (clause 7.2).
    pub fn shows(self) -> impl Iterator<Item = PersonShows<'m>> {
        self.0.phrases(field::PERSON_SHOWS).map(PersonShows)
    }
}

/// In a `person`: `shows*: competence+ since? date until? date from? (evidence | training | text)+`.
#[derive(Clone, Copy)]
pub struct PersonShows<'m>(Phrase<'m>);

impl<'m> PersonShows<'m> {
    /// The phrase itself.
    pub fn phrase(self) -> Phrase<'m> {
        self.0
    }

    /// What stands before the first preposition.
    pub fn values(self) -> impl Iterator<Item = Competence<'m>> {
        self.0.lead().filter_map(ValueRef::view)
    }

    /// `since? date`.
    pub fn since(self) -> Option<Date> {
        self.0.part(Prep::Since).find_map(ValueRef::date)
    }

    /// `until? date`.
    pub fn until(self) -> Option<Date> {
        self.0.part(Prep::Until).find_map(ValueRef::date)
    }

    /// `from? (evidence | training | text)+`.
    pub fn from(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.part(Prep::From).filter(|v| v.is_known())
    }
}

view! {
    /// A role: a position with duties, which persons hold for a time (clause 5.3).
    Role = Shows::Kind(kind::ROLE), is [Owned]
}

impl<'m> Role<'m> {
    /// Who holds the role, since when and until when. Quote a name for somebody who is not declared as a person.
    pub fn holder(self) -> impl Iterator<Item = RoleHolder<'m>> {
        self.0.phrases(field::ROLE_HOLDER).map(RoleHolder)
    }

    /// Who stands in when the holder is away.
    pub fn deputy(self) -> Option<Person<'m>> {
        self.0.values(field::ROLE_DEPUTY).find_map(ValueRef::view)
    }

    /// The role above this one. A role that reports to nobody heads the organization.
    pub fn reports_to(self) -> Option<Role<'m>> {
        self.0.values(field::ROLE_REPORTS_TO).find_map(ValueRef::view)
    }

    /// The clauses and controls this role has to see to. Somebody must have the duty of conformity with the
    /// standard and of reporting to top management (clause 5.3).
    pub fn duty(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.values(field::ROLE_DUTY).filter(|v| v.is_known())
    }

    /// The competences that whoever holds the role must have (clause 7.2).
    pub fn needs(self) -> impl Iterator<Item = Competence<'m>> {
        self.0.values(field::ROLE_NEEDS).filter_map(ValueRef::view)
    }

    /// What the role does and may decide.
    pub fn body(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.values(field::ROLE_BODY).filter(|v| v.is_known())
    }

    /// The role that answers for this. Name a role rather than a person, so that it stays true when people move.
    pub fn owner(self) -> Option<Role<'m>> {
        self.0.values(field::OWNED_OWNER).find_map(ValueRef::view)
    }
}

/// In a `role`: `holder*: (person | text) since? date until? date`.
#[derive(Clone, Copy)]
pub struct RoleHolder<'m>(Phrase<'m>);

impl<'m> RoleHolder<'m> {
    /// The phrase itself.
    pub fn phrase(self) -> Phrase<'m> {
        self.0
    }

    /// What stands before the first preposition.
    pub fn value(self) -> Option<ValueRef<'m>> {
        self.0.lead().find(|v| v.is_known())
    }

    /// `since? date`.
    pub fn since(self) -> Option<Date> {
        self.0.part(Prep::Since).find_map(ValueRef::date)
    }

    /// `until? date`.
    pub fn until(self) -> Option<Date> {
        self.0.part(Prep::Until).find_map(ValueRef::date)
    }
}

view! {
    /// Knowledge or skill that a role asks for (clause 7.2).
    Competence = Shows::Kind(kind::COMPETENCE), is [Owned, Reviewed]
}

impl<'m> Competence<'m> {
    /// What counts as proof of it, such as a certificate or two years of practice.
    pub fn shown_by(self) -> Option<ValueRef<'m>> {
        self.0.values(field::COMPETENCE_SHOWN_BY).find(|v| v.is_known())
    }

    /// What somebody with this competence can do.
    pub fn body(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.values(field::COMPETENCE_BODY).filter(|v| v.is_known())
    }

    /// The role that answers for this. Name a role rather than a person, so that it stays true when people move.
    pub fn owner(self) -> Option<Role<'m>> {
        self.0.values(field::OWNED_OWNER).find_map(ValueRef::view)
    }

    /// The longest time between two reviews, such as `every 12 months`.
    pub fn review(self) -> Option<ReviewedReview<'m>> {
        self.0.phrases(field::REVIEWED_REVIEW).next().map(ReviewedReview)
    }

    /// A review that took place: the day, and the role that did it.
    pub fn reviewed(self) -> impl Iterator<Item = ReviewedReviewed<'m>> {
        self.0.phrases(field::REVIEWED_REVIEWED).map(ReviewedReviewed)
    }
}

view! {
    /// A group of people who work together.
    Team = Shows::Kind(kind::TEAM), is [Subject]
}

impl<'m> Team<'m> {
    /// The role that leads the team.
    pub fn lead(self) -> Option<Role<'m>> {
        self.0.values(field::TEAM_LEAD).find_map(ValueRef::view)
    }

    /// How many people are in it.
    pub fn people(self) -> Option<Decimal> {
        self.0.values(field::TEAM_PEOPLE).find_map(ValueRef::number)
    }

    /// The sites where the team works.
    pub fn works_at(self) -> impl Iterator<Item = Site<'m>> {
        self.0.values(field::TEAM_WORKS_AT).filter_map(ValueRef::view)
    }

    /// What the team does.
    pub fn body(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.values(field::TEAM_BODY).filter(|v| v.is_known())
    }

    /// The larger thing that this one belongs to. What applies to the whole applies to its parts.
    pub fn part_of(self) -> Option<Subject<'m>> {
        self.0.values(field::SUBJECT_PART_OF).find_map(ValueRef::view)
    }

    /// What this needs in order to work. Everything it needs must be in the scope too, or be a supplier under
    /// agreement, an interface, or an exclusion with a reason (clause 4.3 c).
    pub fn depends_on(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.values(field::SUBJECT_DEPENDS_ON).filter(|v| v.is_known())
    }

    /// For kinds of your own: which category of asset this counts as when coverage is worked out.
    pub fn counts_as(self) -> Option<AssetCategory> {
        self.0.values(field::SUBJECT_COUNTS_AS).find_map(AssetCategory::from_value)
    }
}

view! {
    /// A place where people work or where equipment stands.
    Site = Shows::Kind(kind::SITE), is [Subject, Owned]
}

impl<'m> Site<'m> {
    /// The country, such as "NO".
    pub fn country(self) -> Option<ValueRef<'m>> {
        self.0.values(field::SITE_COUNTRY).find(|v| v.is_known())
    }

    /// Street and town.
    pub fn address(self) -> Option<ValueRef<'m>> {
        self.0.values(field::SITE_ADDRESS).find(|v| v.is_known())
    }

    /// How many people work there.
    pub fn people(self) -> Option<Decimal> {
        self.0.values(field::SITE_PEOPLE).find_map(ValueRef::number)
    }

    /// What is done there, and how the place is secured.
    pub fn body(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.values(field::SITE_BODY).filter(|v| v.is_known())
    }

    /// The larger thing that this one belongs to. What applies to the whole applies to its parts.
    pub fn part_of(self) -> Option<Subject<'m>> {
        self.0.values(field::SUBJECT_PART_OF).find_map(ValueRef::view)
    }

    /// What this needs in order to work. Everything it needs must be in the scope too, or be a supplier under
    /// agreement, an interface, or an exclusion with a reason (clause 4.3 c).
    pub fn depends_on(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.values(field::SUBJECT_DEPENDS_ON).filter(|v| v.is_known())
    }

    /// For kinds of your own: which category of asset this counts as when coverage is worked out.
    pub fn counts_as(self) -> Option<AssetCategory> {
        self.0.values(field::SUBJECT_COUNTS_AS).find_map(AssetCategory::from_value)
    }

    /// The role that answers for this. Name a role rather than a person, so that it stays true when people move.
    pub fn owner(self) -> Option<Role<'m>> {
        self.0.values(field::OWNED_OWNER).find_map(ValueRef::view)
    }
}

view! {
    /// Something of value that the organization protects.
    Asset = Shows::Kind(kind::ASSET), is [Subject, Owned, Classified]
}

impl<'m> Asset<'m> {
    /// What sort of thing it is. It decides which controls ask about it.
    pub fn category(self) -> Option<AssetCategory> {
        self.0.values(field::ASSET_CATEGORY).find_map(AssetCategory::from_value)
    }

    /// How much harm there would be if the wrong people saw it.
    pub fn confidentiality(self) -> Option<Rating> {
        self.0.values(field::ASSET_CONFIDENTIALITY).find_map(Rating::from_value)
    }

    /// How much harm there would be if it were wrong or changed unnoticed.
    pub fn integrity(self) -> Option<Rating> {
        self.0.values(field::ASSET_INTEGRITY).find_map(Rating::from_value)
    }

    /// How much harm there would be if it were not there when needed.
    pub fn availability(self) -> Option<Rating> {
        self.0.values(field::ASSET_AVAILABILITY).find_map(Rating::from_value)
    }

    /// Where it stands or is kept.
    pub fn kept_at(self) -> impl Iterator<Item = Site<'m>> {
        self.0.values(field::ASSET_KEPT_AT).filter_map(ValueRef::view)
    }

    /// The first day it was used.
    pub fn acquired(self) -> Option<Date> {
        self.0.values(field::ASSET_ACQUIRED).find_map(ValueRef::date)
    }

    /// The day it was taken out of use.
    pub fn retired(self) -> Option<Date> {
        self.0.values(field::ASSET_RETIRED).find_map(ValueRef::date)
    }

    /// What it is, and what it is used for.
    pub fn body(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.values(field::ASSET_BODY).filter(|v| v.is_known())
    }

    /// The larger thing that this one belongs to. What applies to the whole applies to its parts.
    pub fn part_of(self) -> Option<Subject<'m>> {
        self.0.values(field::SUBJECT_PART_OF).find_map(ValueRef::view)
    }

    /// What this needs in order to work. Everything it needs must be in the scope too, or be a supplier under
    /// agreement, an interface, or an exclusion with a reason (clause 4.3 c).
    pub fn depends_on(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.values(field::SUBJECT_DEPENDS_ON).filter(|v| v.is_known())
    }

    /// For kinds of your own: which category of asset this counts as when coverage is worked out.
    pub fn counts_as(self) -> Option<AssetCategory> {
        self.0.values(field::SUBJECT_COUNTS_AS).find_map(AssetCategory::from_value)
    }

    /// The role that answers for this. Name a role rather than a person, so that it stays true when people move.
    pub fn owner(self) -> Option<Role<'m>> {
        self.0.values(field::OWNED_OWNER).find_map(ValueRef::view)
    }

    /// How confidential it is. A document that extends another may raise this and never lower it.
    pub fn classification(self) -> Option<ValueRef<'m>> {
        self.0.values(field::CLASSIFIED_CLASSIFICATION).find(|v| v.is_known())
    }
}

view! {
    /// A service that the organization provides or runs, inside or for customers.
    Service = Shows::Kind(kind::SERVICE), is [Subject, Owned, Reviewed, Classified]
}

impl<'m> Service<'m> {
    /// What it provides.
    pub fn provides(self) -> Option<ValueRef<'m>> {
        self.0.values(field::SERVICE_PROVIDES).find(|v| v.is_known())
    }

    /// Who uses it.
    pub fn users(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.values(field::SERVICE_USERS).filter(|v| v.is_known())
    }

    /// How the service works, and what is promised about it.
    pub fn body(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.values(field::SERVICE_BODY).filter(|v| v.is_known())
    }

    /// The larger thing that this one belongs to. What applies to the whole applies to its parts.
    pub fn part_of(self) -> Option<Subject<'m>> {
        self.0.values(field::SUBJECT_PART_OF).find_map(ValueRef::view)
    }

    /// What this needs in order to work. Everything it needs must be in the scope too, or be a supplier under
    /// agreement, an interface, or an exclusion with a reason (clause 4.3 c).
    pub fn depends_on(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.values(field::SUBJECT_DEPENDS_ON).filter(|v| v.is_known())
    }

    /// For kinds of your own: which category of asset this counts as when coverage is worked out.
    pub fn counts_as(self) -> Option<AssetCategory> {
        self.0.values(field::SUBJECT_COUNTS_AS).find_map(AssetCategory::from_value)
    }

    /// The role that answers for this. Name a role rather than a person, so that it stays true when people move.
    pub fn owner(self) -> Option<Role<'m>> {
        self.0.values(field::OWNED_OWNER).find_map(ValueRef::view)
    }

    /// The longest time between two reviews, such as `every 12 months`.
    pub fn review(self) -> Option<ReviewedReview<'m>> {
        self.0.phrases(field::REVIEWED_REVIEW).next().map(ReviewedReview)
    }

    /// A review that took place: the day, and the role that did it.
    pub fn reviewed(self) -> impl Iterator<Item = ReviewedReviewed<'m>> {
        self.0.phrases(field::REVIEWED_REVIEWED).map(ReviewedReviewed)
    }

    /// How confidential it is. A document that extends another may raise this and never lower it.
    pub fn classification(self) -> Option<ValueRef<'m>> {
        self.0.values(field::CLASSIFIED_CLASSIFICATION).find(|v| v.is_known())
    }
}

view! {
    /// Somebody outside the organization that it buys or gets something from.
    Supplier = Shows::Kind(kind::SUPPLIER), is [Subject, Owned, Reviewed]
}

impl<'m> Supplier<'m> {
    /// What the supplier provides.
    pub fn provides(self) -> Option<ValueRef<'m>> {
        self.0.values(field::SUPPLIER_PROVIDES).find(|v| v.is_known())
    }

    /// The country the supplier is established in.
    pub fn country(self) -> Option<ValueRef<'m>> {
        self.0.values(field::SUPPLIER_COUNTRY).find(|v| v.is_known())
    }

    /// Whom to call.
    pub fn contact(self) -> Option<ValueRef<'m>> {
        self.0.values(field::SUPPLIER_CONTACT).find(|v| v.is_known())
    }

    /// How much depends on the supplier.
    pub fn importance(self) -> Option<Rating> {
        self.0.values(field::SUPPLIER_IMPORTANCE).find_map(Rating::from_value)
    }

    /// A contract that covers information security: its name, and the days on which it begins and ends.
    pub fn agreement(self) -> impl Iterator<Item = SupplierAgreement<'m>> {
        self.0.phrases(field::SUPPLIER_AGREEMENT).map(SupplierAgreement)
    }

    /// An assessment of the supplier: the day, who did it, what it rests on, and what came out of it. It is fresh
    /// for as long as `review:` says, or 12 months.
    pub fn assessed(self) -> impl Iterator<Item = SupplierAssessed<'m>> {
        self.0.phrases(field::SUPPLIER_ASSESSED).map(SupplierAssessed)
    }

    /// What there is to know about the supplier.
    pub fn body(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.values(field::SUPPLIER_BODY).filter(|v| v.is_known())
    }

    /// The larger thing that this one belongs to. What applies to the whole applies to its parts.
    pub fn part_of(self) -> Option<Subject<'m>> {
        self.0.values(field::SUBJECT_PART_OF).find_map(ValueRef::view)
    }

    /// What this needs in order to work. Everything it needs must be in the scope too, or be a supplier under
    /// agreement, an interface, or an exclusion with a reason (clause 4.3 c).
    pub fn depends_on(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.values(field::SUBJECT_DEPENDS_ON).filter(|v| v.is_known())
    }

    /// For kinds of your own: which category of asset this counts as when coverage is worked out.
    pub fn counts_as(self) -> Option<AssetCategory> {
        self.0.values(field::SUBJECT_COUNTS_AS).find_map(AssetCategory::from_value)
    }

    /// The role that answers for this. Name a role rather than a person, so that it stays true when people move.
    pub fn owner(self) -> Option<Role<'m>> {
        self.0.values(field::OWNED_OWNER).find_map(ValueRef::view)
    }

    /// The longest time between two reviews, such as `every 12 months`.
    pub fn review(self) -> Option<ReviewedReview<'m>> {
        self.0.phrases(field::REVIEWED_REVIEW).next().map(ReviewedReview)
    }

    /// A review that took place: the day, and the role that did it.
    pub fn reviewed(self) -> impl Iterator<Item = ReviewedReviewed<'m>> {
        self.0.phrases(field::REVIEWED_REVIEWED).map(ReviewedReviewed)
    }
}

/// In a `supplier`: `agreement*: text since? date until? date`.
#[derive(Clone, Copy)]
pub struct SupplierAgreement<'m>(Phrase<'m>);

impl<'m> SupplierAgreement<'m> {
    /// The phrase itself.
    pub fn phrase(self) -> Phrase<'m> {
        self.0
    }

    /// What stands before the first preposition.
    pub fn value(self) -> Option<ValueRef<'m>> {
        self.0.lead().find(|v| v.is_known())
    }

    /// `since? date`.
    pub fn since(self) -> Option<Date> {
        self.0.part(Prep::Since).find_map(ValueRef::date)
    }

    /// `until? date`.
    pub fn until(self) -> Option<Date> {
        self.0.part(Prep::Until).find_map(ValueRef::date)
    }
}

/// In a `supplier`: `assessed*: date by? role with? evidence+ because? prose`.
#[derive(Clone, Copy)]
pub struct SupplierAssessed<'m>(Phrase<'m>);

impl<'m> SupplierAssessed<'m> {
    /// The phrase itself.
    pub fn phrase(self) -> Phrase<'m> {
        self.0
    }

    /// What stands before the first preposition.
    pub fn value(self) -> Option<Date> {
        self.0.lead().find_map(ValueRef::date)
    }

    /// `by? role`.
    pub fn by(self) -> Option<Role<'m>> {
        self.0.part(Prep::By).find_map(ValueRef::view)
    }

    /// `with? evidence+`.
    pub fn with(self) -> impl Iterator<Item = Evidence<'m>> {
        self.0.part(Prep::With).filter_map(ValueRef::view)
    }

    /// `because? prose`.
    pub fn because(self) -> Option<ValueRef<'m>> {
        self.0.part(Prep::Because).find(|v| v.is_known())
    }
}

view! {
    /// A certificate or attestation: one that a supplier shows, or one that your own certification led to. Its title
    /// is its number.
    Certificate = Shows::Kind(kind::CERTIFICATE), is []
}

impl<'m> Certificate<'m> {
    /// What stands in its header: `against? (catalog | text)+`.
    pub fn head_against(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.head(Prep::Against).filter(|v| v.is_known())
    }

    /// What stands in its header: `since? date`.
    pub fn head_since(self) -> Option<Date> {
        self.0.head(Prep::Since).find_map(ValueRef::date)
    }

    /// What stands in its header: `until? date`.
    pub fn head_until(self) -> Option<Date> {
        self.0.head(Prep::Until).find_map(ValueRef::date)
    }

    /// Who issued it.
    pub fn issued_by(self) -> Option<ValueRef<'m>> {
        self.0.values(field::CERTIFICATE_ISSUED_BY).find(|v| v.is_known())
    }

    /// What it says it covers.
    pub fn covers(self) -> Option<ValueRef<'m>> {
        self.0.values(field::CERTIFICATE_COVERS).find(|v| v.is_known())
    }

    /// The version of the statement of applicability that it names.
    pub fn soa_version(self) -> Option<ValueRef<'m>> {
        self.0.values(field::CERTIFICATE_SOA_VERSION).find(|v| v.is_known())
    }

    /// Where it can be read.
    pub fn held(self) -> Option<ValueRef<'m>> {
        self.0.values(field::CERTIFICATE_HELD).find(|v| v.is_known())
    }

    /// When somebody last looked at it, and who.
    pub fn seen(self) -> Option<CertificateSeen<'m>> {
        self.0.phrases(field::CERTIFICATE_SEEN).next().map(CertificateSeen)
    }

    /// Periods in which it was suspended, and why.
    pub fn suspended(self) -> impl Iterator<Item = CertificateSuspended<'m>> {
        self.0.phrases(field::CERTIFICATE_SUSPENDED).map(CertificateSuspended)
    }
}

/// In a `certificate`: `seen?: date by? role`.
#[derive(Clone, Copy)]
pub struct CertificateSeen<'m>(Phrase<'m>);

impl<'m> CertificateSeen<'m> {
    /// The phrase itself.
    pub fn phrase(self) -> Phrase<'m> {
        self.0
    }

    /// What stands before the first preposition.
    pub fn value(self) -> Option<Date> {
        self.0.lead().find_map(ValueRef::date)
    }

    /// `by? role`.
    pub fn by(self) -> Option<Role<'m>> {
        self.0.part(Prep::By).find_map(ValueRef::view)
    }
}

/// In a `certificate`: `suspended*: since date until? date because? prose`.
#[derive(Clone, Copy)]
pub struct CertificateSuspended<'m>(Phrase<'m>);

impl<'m> CertificateSuspended<'m> {
    /// The phrase itself.
    pub fn phrase(self) -> Phrase<'m> {
        self.0
    }

    /// `since date`.
    pub fn since(self) -> Option<Date> {
        self.0.part(Prep::Since).find_map(ValueRef::date)
    }

    /// `until? date`.
    pub fn until(self) -> Option<Date> {
        self.0.part(Prep::Until).find_map(ValueRef::date)
    }

    /// `because? prose`.
    pub fn because(self) -> Option<ValueRef<'m>> {
        self.0.part(Prep::Because).find(|v| v.is_known())
    }
}

view! {
    /// Something inside or outside the organization that bears on information security (clause 4.1). Whether climate
    /// change matters must be said; "no, because" is an answer.
    Issue = Shows::Kind(kind::ISSUE), is [Owned, Reviewed]
}

impl<'m> Issue<'m> {
    /// What stands in its header: `for? scope+`.
    pub fn head_for(self) -> impl Iterator<Item = Scope<'m>> {
        self.0.head(Prep::For).filter_map(ValueRef::view)
    }

    /// Whether it comes from inside or from outside.
    pub fn kind(self) -> Option<Origin> {
        self.0.values(field::ISSUE_KIND).find_map(Origin::from_value)
    }

    /// Whether it matters for the management system, and why.
    pub fn relevant(self) -> Option<IssueRelevant<'m>> {
        self.0.phrases(field::ISSUE_RELEVANT).next().map(IssueRelevant)
    }

    /// What it is about. Give `climate-change` to the issue that settles that question.
    pub fn topic(self) -> Option<IssueTopic> {
        self.0.values(field::ISSUE_TOPIC).find_map(IssueTopic::from_value)
    }

    /// What takes it up.
    pub fn addressed_by(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.values(field::ISSUE_ADDRESSED_BY).filter(|v| v.is_known())
    }

    /// More about it.
    pub fn body(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.values(field::ISSUE_BODY).filter(|v| v.is_known())
    }

    /// The role that answers for this. Name a role rather than a person, so that it stays true when people move.
    pub fn owner(self) -> Option<Role<'m>> {
        self.0.values(field::OWNED_OWNER).find_map(ValueRef::view)
    }

    /// The longest time between two reviews, such as `every 12 months`.
    pub fn review(self) -> Option<ReviewedReview<'m>> {
        self.0.phrases(field::REVIEWED_REVIEW).next().map(ReviewedReview)
    }

    /// A review that took place: the day, and the role that did it.
    pub fn reviewed(self) -> impl Iterator<Item = ReviewedReviewed<'m>> {
        self.0.phrases(field::REVIEWED_REVIEWED).map(ReviewedReviewed)
    }
}

/// In a `issue`: `relevant?: bool because? prose`.
#[derive(Clone, Copy)]
pub struct IssueRelevant<'m>(Phrase<'m>);

impl<'m> IssueRelevant<'m> {
    /// The phrase itself.
    pub fn phrase(self) -> Phrase<'m> {
        self.0
    }

    /// What stands before the first preposition.
    pub fn value(self) -> Option<bool> {
        self.0.lead().find_map(ValueRef::bool)
    }

    /// `because? prose`.
    pub fn because(self) -> Option<ValueRef<'m>> {
        self.0.part(Prep::Because).find(|v| v.is_known())
    }
}

view! {
    /// Somebody with a stake in information security: customers, authorities, owners, staff (clause 4.2).
    InterestedParty = Shows::Kind(kind::INTERESTED_PARTY), is [Owned, Reviewed]
}

impl<'m> InterestedParty<'m> {
    /// What stands in its header: `for? scope+`.
    pub fn head_for(self) -> impl Iterator<Item = Scope<'m>> {
        self.0.head(Prep::For).filter_map(ValueRef::view)
    }

    /// Whether it belongs to the organization or stands outside.
    pub fn kind(self) -> Option<Origin> {
        self.0.values(field::INTERESTED_PARTY_KIND).find_map(Origin::from_value)
    }

    /// Whom to reach, and how.
    pub fn contact(self) -> Option<ValueRef<'m>> {
        self.0.values(field::INTERESTED_PARTY_CONTACT).find(|v| v.is_known())
    }

    /// More about the party.
    pub fn body(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.values(field::INTERESTED_PARTY_BODY).filter(|v| v.is_known())
    }

    /// The role that answers for this. Name a role rather than a person, so that it stays true when people move.
    pub fn owner(self) -> Option<Role<'m>> {
        self.0.values(field::OWNED_OWNER).find_map(ValueRef::view)
    }

    /// The longest time between two reviews, such as `every 12 months`.
    pub fn review(self) -> Option<ReviewedReview<'m>> {
        self.0.phrases(field::REVIEWED_REVIEW).next().map(ReviewedReview)
    }

    /// A review that took place: the day, and the role that did it.
    pub fn reviewed(self) -> impl Iterator<Item = ReviewedReviewed<'m>> {
        self.0.phrases(field::REVIEWED_REVIEWED).map(ReviewedReviewed)
    }
}

view! {
    /// Something that an interested party needs or expects (clause 4.2). Its title says what.
    Need = Shows::Kind(kind::NEED), is []
}

impl<'m> Need<'m> {
    /// What meets it.
    pub fn met_by(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.values(field::NEED_MET_BY).filter(|v| v.is_known())
    }

    /// Why the management system does not take it up.
    pub fn set_aside(self) -> Option<NeedSetAside<'m>> {
        self.0.phrases(field::NEED_SET_ASIDE).next().map(NeedSetAside)
    }

    /// Whether it has to do with climate change (Amendment 1:2024 to clause 4.2).
    pub fn climate_related(self) -> Option<bool> {
        self.0.values(field::NEED_CLIMATE_RELATED).find_map(ValueRef::bool)
    }

    /// More about it.
    pub fn body(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.values(field::NEED_BODY).filter(|v| v.is_known())
    }
}

/// In a `need`: `set-aside?: because prose`.
#[derive(Clone, Copy)]
pub struct NeedSetAside<'m>(Phrase<'m>);

impl<'m> NeedSetAside<'m> {
    /// The phrase itself.
    pub fn phrase(self) -> Phrase<'m> {
        self.0
    }

    /// `because prose`.
    pub fn because(self) -> Option<ValueRef<'m>> {
        self.0.part(Prep::Because).find(|v| v.is_known())
    }
}

view! {
    /// Something the organization must do because a law, an authority, a contract or its own decision says so
    /// (clause 4.2, A.5.31).
    Obligation = Shows::Kind(kind::OBLIGATION), is [Owned, Reviewed]
}

impl<'m> Obligation<'m> {
    /// What stands in its header: `for? scope+`.
    pub fn head_for(self) -> impl Iterator<Item = Scope<'m>> {
        self.0.head(Prep::For).filter_map(ValueRef::view)
    }

    /// Where it comes from. Legal and regulatory give a control the reason "legal", contractual gives
    /// "contractual", internal gives "business".
    pub fn basis(self) -> Option<Basis> {
        self.0.values(field::OBLIGATION_BASIS).find_map(Basis::from_value)
    }

    /// The article, section or document that says it.
    pub fn source(self) -> Option<ValueRef<'m>> {
        self.0.values(field::OBLIGATION_SOURCE).find(|v| v.is_known())
    }

    /// Where its words can be read.
    pub fn text(self) -> Option<ValueRef<'m>> {
        self.0.values(field::OBLIGATION_TEXT).find(|v| v.is_known())
    }

    /// To whom it is owed.
    pub fn owed_to(self) -> impl Iterator<Item = InterestedParty<'m>> {
        self.0.values(field::OBLIGATION_OWED_TO).filter_map(ValueRef::view)
    }

    /// The controls it makes necessary. None of them may be excluded from the scopes it stands for.
    pub fn requires(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.values(field::OBLIGATION_REQUIRES).filter(|v| v.is_known())
    }

    /// What it is about, where that is not everything in the scope.
    pub fn applies_to(self) -> impl Iterator<Item = ObligationAppliesTo<'m>> {
        self.0.phrases(field::OBLIGATION_APPLIES_TO).map(ObligationAppliesTo)
    }

    /// When it begins and ends to bind.
    pub fn in_force(self) -> Option<ObligationInForce<'m>> {
        self.0.phrases(field::OBLIGATION_IN_FORCE).next().map(ObligationInForce)
    }

    /// How soon an incident must be reported because of it, to whom, and what is to be said by then; one line for each
    /// stage: `notify-within: 24 hours to authority because "Early warning"`.
    pub fn notify_within(self) -> impl Iterator<Item = ObligationNotifyWithin<'m>> {
        self.0.phrases(field::OBLIGATION_NOTIFY_WITHIN).map(ObligationNotifyWithin)
    }

    /// What it means for the organization.
    pub fn body(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.values(field::OBLIGATION_BODY).filter(|v| v.is_known())
    }

    /// The role that answers for this. Name a role rather than a person, so that it stays true when people move.
    pub fn owner(self) -> Option<Role<'m>> {
        self.0.values(field::OWNED_OWNER).find_map(ValueRef::view)
    }

    /// The longest time between two reviews, such as `every 12 months`.
    pub fn review(self) -> Option<ReviewedReview<'m>> {
        self.0.phrases(field::REVIEWED_REVIEW).next().map(ReviewedReview)
    }

    /// A review that took place: the day, and the role that did it.
    pub fn reviewed(self) -> impl Iterator<Item = ReviewedReviewed<'m>> {
        self.0.phrases(field::REVIEWED_REVIEWED).map(ReviewedReviewed)
    }
}

/// In a `obligation`: `applies-to*: subject+ except? subject+`.
#[derive(Clone, Copy)]
pub struct ObligationAppliesTo<'m>(Phrase<'m>);

impl<'m> ObligationAppliesTo<'m> {
    /// The phrase itself.
    pub fn phrase(self) -> Phrase<'m> {
        self.0
    }

    /// What stands before the first preposition.
    pub fn values(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.lead().filter(|v| v.is_known())
    }

    /// `except? subject+`.
    pub fn except(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.part(Prep::Except).filter(|v| v.is_known())
    }
}

/// In a `obligation`: `in-force?: since date until? date`.
#[derive(Clone, Copy)]
pub struct ObligationInForce<'m>(Phrase<'m>);

impl<'m> ObligationInForce<'m> {
    /// The phrase itself.
    pub fn phrase(self) -> Phrase<'m> {
        self.0
    }

    /// `since date`.
    pub fn since(self) -> Option<Date> {
        self.0.part(Prep::Since).find_map(ValueRef::date)
    }

    /// `until? date`.
    pub fn until(self) -> Option<Date> {
        self.0.part(Prep::Until).find_map(ValueRef::date)
    }
}

/// In a `obligation`: `notify-within*: duration to? interested-party+ because? text`.
#[derive(Clone, Copy)]
pub struct ObligationNotifyWithin<'m>(Phrase<'m>);

impl<'m> ObligationNotifyWithin<'m> {
    /// The phrase itself.
    pub fn phrase(self) -> Phrase<'m> {
        self.0
    }

    /// What stands before the first preposition.
    pub fn value(self) -> Option<Duration> {
        self.0.lead().find_map(ValueRef::duration)
    }

    /// `to? interested-party+`.
    pub fn to(self) -> impl Iterator<Item = InterestedParty<'m>> {
        self.0.part(Prep::To).filter_map(ValueRef::view)
    }

    /// `because? text`.
    pub fn because(self) -> Option<ValueRef<'m>> {
        self.0.part(Prep::Because).find(|v| v.is_known())
    }
}

view! {
    /// What the management system is about, and where it ends (clause 4.3). Its title is what the certificate will say.
    Scope = Shows::Kind(kind::SCOPE), is [Owned, Approvable, Reviewed, Classified]
}

impl<'m> Scope<'m> {
    /// What belongs to it: assets, teams, sites, services, processes. Their parts belong to it too.
    pub fn includes(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.values(field::SCOPE_INCLUDES).filter(|v| v.is_known())
    }

    /// What does not belong to it, and why.
    pub fn excludes(self) -> impl Iterator<Item = ScopeExcludes<'m>> {
        self.0.phrases(field::SCOPE_EXCLUDES).map(ScopeExcludes)
    }

    /// What it needs from outside, such as suppliers.
    pub fn depends_on(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.values(field::SCOPE_DEPENDS_ON).filter(|v| v.is_known())
    }

    /// Circumstances that decide which controls may be excluded.
    pub fn involves(self) -> impl Iterator<Item = Circumstance> {
        self.0.values(field::SCOPE_INVOLVES).filter_map(Circumstance::from_value)
    }

    /// Where it touches what is outside, and how that is handled.
    pub fn interface(self) -> impl Iterator<Item = ScopeInterface<'m>> {
        self.0.phrases(field::SCOPE_INTERFACE).map(ScopeInterface)
    }

    /// How many people work in it, where the organization has several scopes.
    pub fn people(self) -> Option<Decimal> {
        self.0.values(field::SCOPE_PEOPLE).find_map(ValueRef::number)
    }

    /// The scope in full sentences.
    pub fn body(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.values(field::SCOPE_BODY).filter(|v| v.is_known())
    }

    /// The role that answers for this. Name a role rather than a person, so that it stays true when people move.
    pub fn owner(self) -> Option<Role<'m>> {
        self.0.values(field::OWNED_OWNER).find_map(ValueRef::view)
    }

    /// The roles that must approve it.
    pub fn approver(self) -> impl Iterator<Item = Role<'m>> {
        self.0.values(field::APPROVABLE_APPROVER).filter_map(ValueRef::view)
    }

    /// The version, as readers see it. Raise it with each change of content.
    pub fn version(self) -> Option<ValueRef<'m>> {
        self.0.values(field::APPROVABLE_VERSION).find(|v| v.is_known())
    }

    /// The number or code of the document, where your organization gives it one.
    pub fn id(self) -> Option<ValueRef<'m>> {
        self.0.values(field::APPROVABLE_ID).find(|v| v.is_known())
    }

    /// Who wrote it.
    pub fn author(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.values(field::APPROVABLE_AUTHOR).filter(|v| v.is_known())
    }

    /// How long it is kept after it is no longer in force (clause 7.5.3).
    pub fn retention(self) -> Option<Duration> {
        self.0.values(field::APPROVABLE_RETENTION).find_map(ValueRef::duration)
    }

    /// Where the document is kept, if its text is not here.
    pub fn held(self) -> Option<ValueRef<'m>> {
        self.0.values(field::APPROVABLE_HELD).find(|v| v.is_known())
    }

    /// The longest time between two reviews, such as `every 12 months`.
    pub fn review(self) -> Option<ReviewedReview<'m>> {
        self.0.phrases(field::REVIEWED_REVIEW).next().map(ReviewedReview)
    }

    /// A review that took place: the day, and the role that did it.
    pub fn reviewed(self) -> impl Iterator<Item = ReviewedReviewed<'m>> {
        self.0.phrases(field::REVIEWED_REVIEWED).map(ReviewedReviewed)
    }

    /// How confidential it is. A document that extends another may raise this and never lower it.
    pub fn classification(self) -> Option<ValueRef<'m>> {
        self.0.values(field::CLASSIFIED_CLASSIFICATION).find(|v| v.is_known())
    }
}

/// In a `scope`: `excludes*: (subject | requirement | text)+ because prose`.
#[derive(Clone, Copy)]
pub struct ScopeExcludes<'m>(Phrase<'m>);

impl<'m> ScopeExcludes<'m> {
    /// The phrase itself.
    pub fn phrase(self) -> Phrase<'m> {
        self.0
    }

    /// What stands before the first preposition.
    pub fn values(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.lead().filter(|v| v.is_known())
    }

    /// `because prose`.
    pub fn because(self) -> Option<ValueRef<'m>> {
        self.0.part(Prep::Because).find(|v| v.is_known())
    }
}

/// In a `scope`: `interface*: (subject | text)+ because prose`.
#[derive(Clone, Copy)]
pub struct ScopeInterface<'m>(Phrase<'m>);

impl<'m> ScopeInterface<'m> {
    /// The phrase itself.
    pub fn phrase(self) -> Phrase<'m> {
        self.0
    }

    /// What stands before the first preposition.
    pub fn values(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.lead().filter(|v| v.is_known())
    }

    /// `because prose`.
    pub fn because(self) -> Option<ValueRef<'m>> {
        self.0.part(Prep::Because).find(|v| v.is_known())
    }
}

view! {
    /// A process of the management system or of the business: what goes in, what comes out, who answers for it
    /// (clauses 4.4 and 8.1).
    Process = Shows::Kind(kind::PROCESS), is [Subject, Owned, Reviewed, Documented]
}

impl<'m> Process<'m> {
    /// What stands in its header: `for? scope+`.
    pub fn head_for(self) -> impl Iterator<Item = Scope<'m>> {
        self.0.head(Prep::For).filter_map(ValueRef::view)
    }

    /// What goes in: results of other processes, or things in words.
    pub fn inputs(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.values(field::PROCESS_INPUTS).filter(|v| v.is_known())
    }

    /// What comes out.
    pub fn outputs(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.values(field::PROCESS_OUTPUTS).filter(|v| v.is_known())
    }

    /// Who does the work.
    pub fn carried_out_by(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.values(field::PROCESS_CARRIED_OUT_BY).filter(|v| v.is_known())
    }

    /// What has to be true for the process to count as well done (clause 8.1).
    pub fn criteria(self) -> Option<ValueRef<'m>> {
        self.0.values(field::PROCESS_CRITERIA).find(|v| v.is_known())
    }

    /// What shows that it is carried out as planned (clause 8.1).
    pub fn evidence(self) -> impl Iterator<Item = Evidence<'m>> {
        self.0.values(field::PROCESS_EVIDENCE).filter_map(ValueRef::view)
    }

    /// How the process runs.
    pub fn body(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.values(field::PROCESS_BODY).filter(|v| v.is_known())
    }

    /// The larger thing that this one belongs to. What applies to the whole applies to its parts.
    pub fn part_of(self) -> Option<Subject<'m>> {
        self.0.values(field::SUBJECT_PART_OF).find_map(ValueRef::view)
    }

    /// What this needs in order to work. Everything it needs must be in the scope too, or be a supplier under
    /// agreement, an interface, or an exclusion with a reason (clause 4.3 c).
    pub fn depends_on(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.values(field::SUBJECT_DEPENDS_ON).filter(|v| v.is_known())
    }

    /// For kinds of your own: which category of asset this counts as when coverage is worked out.
    pub fn counts_as(self) -> Option<AssetCategory> {
        self.0.values(field::SUBJECT_COUNTS_AS).find_map(AssetCategory::from_value)
    }

    /// The role that answers for this. Name a role rather than a person, so that it stays true when people move.
    pub fn owner(self) -> Option<Role<'m>> {
        self.0.values(field::OWNED_OWNER).find_map(ValueRef::view)
    }

    /// The longest time between two reviews, such as `every 12 months`.
    pub fn review(self) -> Option<ReviewedReview<'m>> {
        self.0.phrases(field::REVIEWED_REVIEW).next().map(ReviewedReview)
    }

    /// A review that took place: the day, and the role that did it.
    pub fn reviewed(self) -> impl Iterator<Item = ReviewedReviewed<'m>> {
        self.0.phrases(field::REVIEWED_REVIEWED).map(ReviewedReviewed)
    }

    /// The clauses, controls, obligations and needs that it is the document or the record for. The top-level
    /// policy, for example, says `fulfils: iso27001.5.2`.
    pub fn fulfils(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.values(field::DOCUMENTED_FULFILS).filter(|v| v.is_known())
    }
}

view! {
    /// A policy: prose for people, with statements that the compiler understands (clause 5.2, A.5.1). The printed
    /// document keeps the order in which things stand here.
    Policy = Shows::Kind(kind::POLICY), is [Owned, Approvable, Reviewed, Classified, Documented]
}

impl<'m> Policy<'m> {
    /// What stands in its header: `for? scope+`.
    pub fn head_for(self) -> impl Iterator<Item = Scope<'m>> {
        self.0.head(Prep::For).filter_map(ValueRef::view)
    }

    /// What stands in its header: `extends? policy`.
    pub fn head_extends(self) -> Option<Policy<'m>> {
        self.0.head(Prep::Extends).find_map(ValueRef::view)
    }

    /// Who has to know it.
    pub fn audience(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.values(field::POLICY_AUDIENCE).filter(|v| v.is_known())
    }

    /// Sets a parameter of the policy that this one extends, such as `set: review-cycle to 3 months`.
    pub fn set(self) -> impl Iterator<Item = PolicySet<'m>> {
        self.0.phrases(field::POLICY_SET).map(PolicySet)
    }

    /// The text.
    pub fn body(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.values(field::POLICY_BODY).filter(|v| v.is_known())
    }

    /// The role that answers for this. Name a role rather than a person, so that it stays true when people move.
    pub fn owner(self) -> Option<Role<'m>> {
        self.0.values(field::OWNED_OWNER).find_map(ValueRef::view)
    }

    /// The roles that must approve it.
    pub fn approver(self) -> impl Iterator<Item = Role<'m>> {
        self.0.values(field::APPROVABLE_APPROVER).filter_map(ValueRef::view)
    }

    /// The version, as readers see it. Raise it with each change of content.
    pub fn version(self) -> Option<ValueRef<'m>> {
        self.0.values(field::APPROVABLE_VERSION).find(|v| v.is_known())
    }

    /// The number or code of the document, where your organization gives it one.
    pub fn id(self) -> Option<ValueRef<'m>> {
        self.0.values(field::APPROVABLE_ID).find(|v| v.is_known())
    }

    /// Who wrote it.
    pub fn author(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.values(field::APPROVABLE_AUTHOR).filter(|v| v.is_known())
    }

    /// How long it is kept after it is no longer in force (clause 7.5.3).
    pub fn retention(self) -> Option<Duration> {
        self.0.values(field::APPROVABLE_RETENTION).find_map(ValueRef::duration)
    }

    /// Where the document is kept, if its text is not here.
    pub fn held(self) -> Option<ValueRef<'m>> {
        self.0.values(field::APPROVABLE_HELD).find(|v| v.is_known())
    }

    /// The longest time between two reviews, such as `every 12 months`.
    pub fn review(self) -> Option<ReviewedReview<'m>> {
        self.0.phrases(field::REVIEWED_REVIEW).next().map(ReviewedReview)
    }

    /// A review that took place: the day, and the role that did it.
    pub fn reviewed(self) -> impl Iterator<Item = ReviewedReviewed<'m>> {
        self.0.phrases(field::REVIEWED_REVIEWED).map(ReviewedReviewed)
    }

    /// How confidential it is. A document that extends another may raise this and never lower it.
    pub fn classification(self) -> Option<ValueRef<'m>> {
        self.0.values(field::CLASSIFIED_CLASSIFICATION).find(|v| v.is_known())
    }

    /// The clauses, controls, obligations and needs that it is the document or the record for. The top-level
    /// policy, for example, says `fulfils: iso27001.5.2`.
    pub fn fulfils(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.values(field::DOCUMENTED_FULFILS).filter(|v| v.is_known())
    }
}

/// In a `policy`: `set*: param to value`.
#[derive(Clone, Copy)]
pub struct PolicySet<'m>(Phrase<'m>);

impl<'m> PolicySet<'m> {
    /// The phrase itself.
    pub fn phrase(self) -> Phrase<'m> {
        self.0
    }

    /// What stands before the first preposition.
    pub fn value(self) -> Option<Param<'m>> {
        self.0.lead().find_map(ValueRef::view)
    }

    /// `to value`.
    pub fn to(self) -> Option<ValueRef<'m>> {
        self.0.part(Prep::To).find(|v| v.is_known())
    }
}

view! {
    /// How something is done, step by step. A procedure may carry out controls by itself.
    Procedure = Shows::Kind(kind::PROCEDURE), is [Owned, Approvable, Reviewed, Classified, Implements]
}

impl<'m> Procedure<'m> {
    /// What stands in its header: `for? scope+`.
    pub fn head_for(self) -> impl Iterator<Item = Scope<'m>> {
        self.0.head(Prep::For).filter_map(ValueRef::view)
    }

    /// What stands in its header: `extends? procedure`.
    pub fn head_extends(self) -> Option<Procedure<'m>> {
        self.0.head(Prep::Extends).find_map(ValueRef::view)
    }

    /// Who has to know it.
    pub fn audience(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.values(field::PROCEDURE_AUDIENCE).filter(|v| v.is_known())
    }

    /// Sets a parameter of the procedure that this one extends.
    pub fn set(self) -> impl Iterator<Item = ProcedureSet<'m>> {
        self.0.phrases(field::PROCEDURE_SET).map(ProcedureSet)
    }

    /// The text.
    pub fn body(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.values(field::PROCEDURE_BODY).filter(|v| v.is_known())
    }

    /// The role that answers for this. Name a role rather than a person, so that it stays true when people move.
    pub fn owner(self) -> Option<Role<'m>> {
        self.0.values(field::OWNED_OWNER).find_map(ValueRef::view)
    }

    /// The roles that must approve it.
    pub fn approver(self) -> impl Iterator<Item = Role<'m>> {
        self.0.values(field::APPROVABLE_APPROVER).filter_map(ValueRef::view)
    }

    /// The version, as readers see it. Raise it with each change of content.
    pub fn version(self) -> Option<ValueRef<'m>> {
        self.0.values(field::APPROVABLE_VERSION).find(|v| v.is_known())
    }

    /// The number or code of the document, where your organization gives it one.
    pub fn id(self) -> Option<ValueRef<'m>> {
        self.0.values(field::APPROVABLE_ID).find(|v| v.is_known())
    }

    /// Who wrote it.
    pub fn author(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.values(field::APPROVABLE_AUTHOR).filter(|v| v.is_known())
    }

    /// How long it is kept after it is no longer in force (clause 7.5.3).
    pub fn retention(self) -> Option<Duration> {
        self.0.values(field::APPROVABLE_RETENTION).find_map(ValueRef::duration)
    }

    /// Where the document is kept, if its text is not here.
    pub fn held(self) -> Option<ValueRef<'m>> {
        self.0.values(field::APPROVABLE_HELD).find(|v| v.is_known())
    }

    /// The longest time between two reviews, such as `every 12 months`.
    pub fn review(self) -> Option<ReviewedReview<'m>> {
        self.0.phrases(field::REVIEWED_REVIEW).next().map(ReviewedReview)
    }

    /// A review that took place: the day, and the role that did it.
    pub fn reviewed(self) -> impl Iterator<Item = ReviewedReviewed<'m>> {
        self.0.phrases(field::REVIEWED_REVIEWED).map(ReviewedReviewed)
    }

    /// How confidential it is. A document that extends another may raise this and never lower it.
    pub fn classification(self) -> Option<ValueRef<'m>> {
        self.0.values(field::CLASSIFIED_CLASSIFICATION).find(|v| v.is_known())
    }

    /// The controls that this carries out in full.
    pub fn implements(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.values(field::IMPLEMENTS_IMPLEMENTS).filter(|v| v.is_known())
    }

    /// The controls that this helps with. However many things help, together they cover a control partly at most.
    pub fn contributes_to(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.values(field::IMPLEMENTS_CONTRIBUTES_TO).filter(|v| v.is_known())
    }

    /// The clauses, articles, criteria, obligations and needs that this meets.
    pub fn fulfils(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.values(field::IMPLEMENTS_FULFILS).filter(|v| v.is_known())
    }

    /// What this covers, and what is left out of it. Without this field it covers everything that the control
    /// asks for in the scope.
    pub fn applies_to(self) -> impl Iterator<Item = ImplementsAppliesTo<'m>> {
        self.0.phrases(field::IMPLEMENTS_APPLIES_TO).map(ImplementsAppliesTo)
    }

    /// Who does the work: teams, roles, services or suppliers.
    pub fn carried_out_by(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.values(field::IMPLEMENTS_CARRIED_OUT_BY).filter(|v| v.is_known())
    }

    /// How far the work has come: on which subjects, since when, until when, by when it is due, and why. It may
    /// stand many times; a status that names a subject comes before one that names none.
    pub fn status(self) -> impl Iterator<Item = ImplementsStatus<'m>> {
        self.0.phrases(field::IMPLEMENTS_STATUS).map(ImplementsStatus)
    }

    /// What shows that it is really done.
    pub fn evidence(self) -> impl Iterator<Item = Evidence<'m>> {
        self.0.values(field::IMPLEMENTS_EVIDENCE).filter_map(ValueRef::view)
    }
}

/// In a `procedure`: `set*: param to value`.
#[derive(Clone, Copy)]
pub struct ProcedureSet<'m>(Phrase<'m>);

impl<'m> ProcedureSet<'m> {
    /// The phrase itself.
    pub fn phrase(self) -> Phrase<'m> {
        self.0
    }

    /// What stands before the first preposition.
    pub fn value(self) -> Option<Param<'m>> {
        self.0.lead().find_map(ValueRef::view)
    }

    /// `to value`.
    pub fn to(self) -> Option<ValueRef<'m>> {
        self.0.part(Prep::To).find(|v| v.is_known())
    }
}

view! {
    /// One thing that a policy or a procedure demands, with the controls it carries out and how far that has come.
    Statement = Shows::Kind(kind::STATEMENT), is [Implements, Owned]
}

impl<'m> Statement<'m> {
    /// The text, as people read it.
    pub fn body(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.values(field::STATEMENT_BODY).filter(|v| v.is_known())
    }

    /// The controls that this carries out in full.
    pub fn implements(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.values(field::IMPLEMENTS_IMPLEMENTS).filter(|v| v.is_known())
    }

    /// The controls that this helps with. However many things help, together they cover a control partly at most.
    pub fn contributes_to(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.values(field::IMPLEMENTS_CONTRIBUTES_TO).filter(|v| v.is_known())
    }

    /// The clauses, articles, criteria, obligations and needs that this meets.
    pub fn fulfils(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.values(field::IMPLEMENTS_FULFILS).filter(|v| v.is_known())
    }

    /// What this covers, and what is left out of it. Without this field it covers everything that the control
    /// asks for in the scope.
    pub fn applies_to(self) -> impl Iterator<Item = ImplementsAppliesTo<'m>> {
        self.0.phrases(field::IMPLEMENTS_APPLIES_TO).map(ImplementsAppliesTo)
    }

    /// Who does the work: teams, roles, services or suppliers.
    pub fn carried_out_by(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.values(field::IMPLEMENTS_CARRIED_OUT_BY).filter(|v| v.is_known())
    }

    /// How far the work has come: on which subjects, since when, until when, by when it is due, and why. It may
    /// stand many times; a status that names a subject comes before one that names none.
    pub fn status(self) -> impl Iterator<Item = ImplementsStatus<'m>> {
        self.0.phrases(field::IMPLEMENTS_STATUS).map(ImplementsStatus)
    }

    /// What shows that it is really done.
    pub fn evidence(self) -> impl Iterator<Item = Evidence<'m>> {
        self.0.values(field::IMPLEMENTS_EVIDENCE).filter_map(ValueRef::view)
    }

    /// The role that answers for this. Name a role rather than a person, so that it stays true when people move.
    pub fn owner(self) -> Option<Role<'m>> {
        self.0.values(field::OWNED_OWNER).find_map(ValueRef::view)
    }
}

view! {
    /// A value with a name that the text uses and that an organization which extends the document may set.
    Param = Shows::Kind(kind::PARAM), is []
}

impl<'m> Param<'m> {
    /// The value that holds where nobody sets another.
    pub fn default(self) -> Option<ValueRef<'m>> {
        self.0.values(field::PARAM_DEFAULT).find(|v| v.is_known())
    }

    /// Which values may be set, such as `<= 12 months`.
    pub fn allows(self) -> Option<ValueRef<'m>> {
        self.0.values(field::PARAM_ALLOWS).find(|v| v.is_known())
    }
}

view! {
    /// Leave not to follow a rule, for a time and with a reason. Once approved it lets something be weaker than it
    /// should be; while it lasts, what it waives does not count as done.
    Exception = Shows::Kind(kind::EXCEPTION), is [Owned, Approvable, Reviewed, Classified]
}

impl<'m> Exception<'m> {
    /// What stands in its header: `for? scope+`.
    pub fn head_for(self) -> impl Iterator<Item = Scope<'m>> {
        self.0.head(Prep::For).filter_map(ValueRef::view)
    }

    /// What need not be followed, on which subjects, from and until when, and why.
    pub fn waives(self) -> impl Iterator<Item = ExceptionWaives<'m>> {
        self.0.phrases(field::EXCEPTION_WAIVES).map(ExceptionWaives)
    }

    /// The day on which the rule was followed again, who made sure of that, and how it came about. From then on the
    /// exception is over, whatever its last day.
    pub fn closed(self) -> Option<ExceptionClosed<'m>> {
        self.0.phrases(field::EXCEPTION_CLOSED).next().map(ExceptionClosed)
    }

    /// What is done instead.
    pub fn instead(self) -> Option<ValueRef<'m>> {
        self.0.values(field::EXCEPTION_INSTEAD).find(|v| v.is_known())
    }

    /// The risks that grow because of it.
    pub fn risks(self) -> impl Iterator<Item = Risk<'m>> {
        self.0.values(field::EXCEPTION_RISKS).filter_map(ValueRef::view)
    }

    /// More about it.
    pub fn body(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.values(field::EXCEPTION_BODY).filter(|v| v.is_known())
    }

    /// The role that answers for this. Name a role rather than a person, so that it stays true when people move.
    pub fn owner(self) -> Option<Role<'m>> {
        self.0.values(field::OWNED_OWNER).find_map(ValueRef::view)
    }

    /// The roles that must approve it.
    pub fn approver(self) -> impl Iterator<Item = Role<'m>> {
        self.0.values(field::APPROVABLE_APPROVER).filter_map(ValueRef::view)
    }

    /// The version, as readers see it. Raise it with each change of content.
    pub fn version(self) -> Option<ValueRef<'m>> {
        self.0.values(field::APPROVABLE_VERSION).find(|v| v.is_known())
    }

    /// The number or code of the document, where your organization gives it one.
    pub fn id(self) -> Option<ValueRef<'m>> {
        self.0.values(field::APPROVABLE_ID).find(|v| v.is_known())
    }

    /// Who wrote it.
    pub fn author(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.values(field::APPROVABLE_AUTHOR).filter(|v| v.is_known())
    }

    /// How long it is kept after it is no longer in force (clause 7.5.3).
    pub fn retention(self) -> Option<Duration> {
        self.0.values(field::APPROVABLE_RETENTION).find_map(ValueRef::duration)
    }

    /// Where the document is kept, if its text is not here.
    pub fn held(self) -> Option<ValueRef<'m>> {
        self.0.values(field::APPROVABLE_HELD).find(|v| v.is_known())
    }

    /// The longest time between two reviews, such as `every 12 months`.
    pub fn review(self) -> Option<ReviewedReview<'m>> {
        self.0.phrases(field::REVIEWED_REVIEW).next().map(ReviewedReview)
    }

    /// A review that took place: the day, and the role that did it.
    pub fn reviewed(self) -> impl Iterator<Item = ReviewedReviewed<'m>> {
        self.0.phrases(field::REVIEWED_REVIEWED).map(ReviewedReviewed)
    }

    /// How confidential it is. A document that extends another may raise this and never lower it.
    pub fn classification(self) -> Option<ValueRef<'m>> {
        self.0.values(field::CLASSIFIED_CLASSIFICATION).find(|v| v.is_known())
    }
}

/// In a `exception`: `waives+: (control | statement | param | policy | procedure)+ on? subject+ since? date until date because prose`.
#[derive(Clone, Copy)]
pub struct ExceptionWaives<'m>(Phrase<'m>);

impl<'m> ExceptionWaives<'m> {
    /// The phrase itself.
    pub fn phrase(self) -> Phrase<'m> {
        self.0
    }

    /// What stands before the first preposition.
    pub fn values(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.lead().filter(|v| v.is_known())
    }

    /// `on? subject+`.
    pub fn on(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.part(Prep::On).filter(|v| v.is_known())
    }

    /// `since? date`.
    pub fn since(self) -> Option<Date> {
        self.0.part(Prep::Since).find_map(ValueRef::date)
    }

    /// `until date`.
    pub fn until(self) -> Option<Date> {
        self.0.part(Prep::Until).find_map(ValueRef::date)
    }

    /// `because prose`.
    pub fn because(self) -> Option<ValueRef<'m>> {
        self.0.part(Prep::Because).find(|v| v.is_known())
    }
}

/// In a `exception`: `closed?: date by? role because? prose`.
#[derive(Clone, Copy)]
pub struct ExceptionClosed<'m>(Phrase<'m>);

impl<'m> ExceptionClosed<'m> {
    /// The phrase itself.
    pub fn phrase(self) -> Phrase<'m> {
        self.0
    }

    /// What stands before the first preposition.
    pub fn value(self) -> Option<Date> {
        self.0.lead().find_map(ValueRef::date)
    }

    /// `by? role`.
    pub fn by(self) -> Option<Role<'m>> {
        self.0.part(Prep::By).find_map(ValueRef::view)
    }

    /// `because? prose`.
    pub fn because(self) -> Option<ValueRef<'m>> {
        self.0.part(Prep::Because).find(|v| v.is_known())
    }
}

view! {
    /// A document from outside that the management system needs: a standard, a law, a manual (clause 7.5.3).
    ExternalDocument = Shows::Kind(kind::EXTERNAL_DOCUMENT), is [Owned, Reviewed, Classified, Documented]
}

impl<'m> ExternalDocument<'m> {
    /// What stands in its header: `for? scope+`.
    pub fn head_for(self) -> impl Iterator<Item = Scope<'m>> {
        self.0.head(Prep::For).filter_map(ValueRef::view)
    }

    /// Who publishes it.
    pub fn issuer(self) -> Option<ValueRef<'m>> {
        self.0.values(field::EXTERNAL_DOCUMENT_ISSUER).find(|v| v.is_known())
    }

    /// The edition or version in use.
    pub fn edition(self) -> Option<ValueRef<'m>> {
        self.0.values(field::EXTERNAL_DOCUMENT_EDITION).find(|v| v.is_known())
    }

    /// Where it is kept.
    pub fn held(self) -> Option<ValueRef<'m>> {
        self.0.values(field::EXTERNAL_DOCUMENT_HELD).find(|v| v.is_known())
    }

    /// When somebody last made sure that this is still the edition to use, and who.
    pub fn seen(self) -> Option<ExternalDocumentSeen<'m>> {
        self.0.phrases(field::EXTERNAL_DOCUMENT_SEEN).next().map(ExternalDocumentSeen)
    }

    /// What it is needed for.
    pub fn body(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.values(field::EXTERNAL_DOCUMENT_BODY).filter(|v| v.is_known())
    }

    /// The role that answers for this. Name a role rather than a person, so that it stays true when people move.
    pub fn owner(self) -> Option<Role<'m>> {
        self.0.values(field::OWNED_OWNER).find_map(ValueRef::view)
    }

    /// The longest time between two reviews, such as `every 12 months`.
    pub fn review(self) -> Option<ReviewedReview<'m>> {
        self.0.phrases(field::REVIEWED_REVIEW).next().map(ReviewedReview)
    }

    /// A review that took place: the day, and the role that did it.
    pub fn reviewed(self) -> impl Iterator<Item = ReviewedReviewed<'m>> {
        self.0.phrases(field::REVIEWED_REVIEWED).map(ReviewedReviewed)
    }

    /// How confidential it is. A document that extends another may raise this and never lower it.
    pub fn classification(self) -> Option<ValueRef<'m>> {
        self.0.values(field::CLASSIFIED_CLASSIFICATION).find(|v| v.is_known())
    }

    /// The clauses, controls, obligations and needs that it is the document or the record for. The top-level
    /// policy, for example, says `fulfils: iso27001.5.2`.
    pub fn fulfils(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.values(field::DOCUMENTED_FULFILS).filter(|v| v.is_known())
    }
}

/// In a `external-document`: `seen?: date by? role`.
#[derive(Clone, Copy)]
pub struct ExternalDocumentSeen<'m>(Phrase<'m>);

impl<'m> ExternalDocumentSeen<'m> {
    /// The phrase itself.
    pub fn phrase(self) -> Phrase<'m> {
        self.0
    }

    /// What stands before the first preposition.
    pub fn value(self) -> Option<Date> {
        self.0.lead().find_map(ValueRef::date)
    }

    /// `by? role`.
    pub fn by(self) -> Option<Role<'m>> {
        self.0.part(Prep::By).find_map(ValueRef::view)
    }
}

view! {
    /// The text of a document in another language, such as `translation access-de of access-control to "de"`.
    /// When the original changes, its translations are reported until they follow.
    Translation = Shows::Kind(kind::TRANSLATION), is [Owned]
}

impl<'m> Translation<'m> {
    /// What stands in its header: `of approvable`.
    pub fn head_of(self) -> Option<Approvable<'m>> {
        self.0.head(Prep::Of).find_map(ValueRef::view)
    }

    /// What stands in its header: `to text`.
    pub fn head_to(self) -> Option<ValueRef<'m>> {
        self.0.head(Prep::To).find(|v| v.is_known())
    }

    /// Who translated it.
    pub fn translator(self) -> Option<ValueRef<'m>> {
        self.0.values(field::TRANSLATION_TRANSLATOR).find(|v| v.is_known())
    }

    /// The day it was finished.
    pub fn translated(self) -> Option<Date> {
        self.0.values(field::TRANSLATION_TRANSLATED).find_map(ValueRef::date)
    }

    /// The document's title in the other language.
    pub fn heading(self) -> Option<ValueRef<'m>> {
        self.0.values(field::TRANSLATION_HEADING).find(|v| v.is_known())
    }

    /// Titles of its statements and parameters in the other language.
    pub fn headings(self) -> impl Iterator<Item = TranslationHeadings<'m>> {
        self.0.phrases(field::TRANSLATION_HEADINGS).map(TranslationHeadings)
    }

    /// The text of its statements in the other language.
    pub fn translates(self) -> impl Iterator<Item = TranslationTranslates<'m>> {
        self.0.phrases(field::TRANSLATION_TRANSLATES).map(TranslationTranslates)
    }

    /// The document's own text in the other language, paragraph by paragraph in the order of the original.
    pub fn body(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.values(field::TRANSLATION_BODY).filter(|v| v.is_known())
    }

    /// The role that answers for this. Name a role rather than a person, so that it stays true when people move.
    pub fn owner(self) -> Option<Role<'m>> {
        self.0.values(field::OWNED_OWNER).find_map(ValueRef::view)
    }
}

/// In a `translation`: `headings*: (statement | param) to text`.
#[derive(Clone, Copy)]
pub struct TranslationHeadings<'m>(Phrase<'m>);

impl<'m> TranslationHeadings<'m> {
    /// The phrase itself.
    pub fn phrase(self) -> Phrase<'m> {
        self.0
    }

    /// What stands before the first preposition.
    pub fn value(self) -> Option<ValueRef<'m>> {
        self.0.lead().find(|v| v.is_known())
    }

    /// `to text`.
    pub fn to(self) -> Option<ValueRef<'m>> {
        self.0.part(Prep::To).find(|v| v.is_known())
    }
}

/// In a `translation`: `translates*: statement to prose`.
#[derive(Clone, Copy)]
pub struct TranslationTranslates<'m>(Phrase<'m>);

impl<'m> TranslationTranslates<'m> {
    /// The phrase itself.
    pub fn phrase(self) -> Phrase<'m> {
        self.0
    }

    /// What stands before the first preposition.
    pub fn value(self) -> Option<Statement<'m>> {
        self.0.lead().find_map(ValueRef::view)
    }

    /// `to prose`.
    pub fn to(self) -> Option<ValueRef<'m>> {
        self.0.part(Prep::To).find(|v| v.is_known())
    }
}

view! {
    /// That people have read a document and will follow it.
    Acknowledgement = Shows::Kind(kind::ACKNOWLEDGEMENT), is [Owned]
}

impl<'m> Acknowledgement<'m> {
    /// What stands in its header: `of (policy | procedure)+`.
    pub fn head_of(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.head(Prep::Of).filter(|v| v.is_known())
    }

    /// The version they acknowledged.
    pub fn version(self) -> Option<ValueRef<'m>> {
        self.0.values(field::ACKNOWLEDGEMENT_VERSION).find(|v| v.is_known())
    }

    /// Who was asked, where that is not the document's whole audience.
    pub fn audience(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.values(field::ACKNOWLEDGEMENT_AUDIENCE).filter(|v| v.is_known())
    }

    /// How many have acknowledged it of how many who were asked, on a day: `171 of 184 on 2026-10-01`.
    pub fn acknowledged(self) -> impl Iterator<Item = AcknowledgementAcknowledged<'m>> {
        self.0.phrases(field::ACKNOWLEDGEMENT_ACKNOWLEDGED).map(AcknowledgementAcknowledged)
    }

    /// A file with one row for each person.
    pub fn data(self) -> Option<ValueRef<'m>> {
        self.0.values(field::ACKNOWLEDGEMENT_DATA).find(|v| v.is_known())
    }

    /// The share, worked out from the file, such as `share(rows where acknowledged)`.
    pub fn value(self) -> Option<ValueRef<'m>> {
        self.0.values(field::ACKNOWLEDGEMENT_VALUE).find(|v| v.is_known())
    }

    /// The share to reach, such as `>= 95%`. Without it, everybody.
    pub fn target(self) -> Option<ValueRef<'m>> {
        self.0.values(field::ACKNOWLEDGEMENT_TARGET).find(|v| v.is_known())
    }

    /// Where it can be seen.
    pub fn evidence(self) -> impl Iterator<Item = Evidence<'m>> {
        self.0.values(field::ACKNOWLEDGEMENT_EVIDENCE).filter_map(ValueRef::view)
    }

    /// The role that answers for this. Name a role rather than a person, so that it stays true when people move.
    pub fn owner(self) -> Option<Role<'m>> {
        self.0.values(field::OWNED_OWNER).find_map(ValueRef::view)
    }
}

/// In a `acknowledgement`: `acknowledged*: number of number on date`.
#[derive(Clone, Copy)]
pub struct AcknowledgementAcknowledged<'m>(Phrase<'m>);

impl<'m> AcknowledgementAcknowledged<'m> {
    /// The phrase itself.
    pub fn phrase(self) -> Phrase<'m> {
        self.0
    }

    /// What stands before the first preposition.
    pub fn value(self) -> Option<Decimal> {
        self.0.lead().find_map(ValueRef::number)
    }

    /// `of number`.
    pub fn of(self) -> Option<Decimal> {
        self.0.part(Prep::Of).find_map(ValueRef::number)
    }

    /// `on date`.
    pub fn on(self) -> Option<Date> {
        self.0.part(Prep::On).find_map(ValueRef::date)
    }
}

view! {
    /// A word that your documents use in a sense of their own. It goes into the glossary.
    Term = Shows::Kind(kind::TERM), is []
}

impl<'m> Term<'m> {
    /// Other words for the same thing.
    pub fn synonyms(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.values(field::TERM_SYNONYMS).filter(|v| v.is_known())
    }

    /// Where the meaning comes from.
    pub fn source(self) -> Option<ValueRef<'m>> {
        self.0.values(field::TERM_SOURCE).find(|v| v.is_known())
    }

    /// Related terms.
    pub fn see_also(self) -> impl Iterator<Item = Term<'m>> {
        self.0.values(field::TERM_SEE_ALSO).filter_map(ValueRef::view)
    }

    /// What it means.
    pub fn body(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.values(field::TERM_BODY).filter(|v| v.is_known())
    }
}

view! {
    /// How risks are assessed: the scales, how they combine, and what can be accepted by whom (clause 6.1.2).
    RiskMethod = Shows::Kind(kind::RISK_METHOD), is [Owned, Approvable, Reviewed, Classified]
}

impl<'m> RiskMethod<'m> {
    /// What stands in its header: `for? scope+`.
    pub fn head_for(self) -> impl Iterator<Item = Scope<'m>> {
        self.0.head(Prep::For).filter_map(ValueRef::view)
    }

    /// The steps of likelihood, from the least to the most likely.
    pub fn likelihood(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.values(field::RISK_METHOD_LIKELIHOOD).filter(|v| v.is_known())
    }

    /// The steps of consequence, from the least to the worst.
    pub fn consequence(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.values(field::RISK_METHOD_CONSEQUENCE).filter(|v| v.is_known())
    }

    /// What a step of likelihood stands for: `likelihood-guide: rare for "less than once in ten years"`.
    pub fn likelihood_guide(self) -> impl Iterator<Item = RiskMethodLikelihoodGuide<'m>> {
        self.0.phrases(field::RISK_METHOD_LIKELIHOOD_GUIDE).map(RiskMethodLikelihoodGuide)
    }

    /// What a step of consequence stands for: `consequence-guide: severe for "patients come to harm"`.
    pub fn consequence_guide(self) -> impl Iterator<Item = RiskMethodConsequenceGuide<'m>> {
        self.0.phrases(field::RISK_METHOD_CONSEQUENCE_GUIDE).map(RiskMethodConsequenceGuide)
    }

    /// How likelihood and consequence give a score. The steps count 1, 2, 3 and so on.
    pub fn combine(self) -> Option<Combination> {
        self.0.values(field::RISK_METHOD_COMBINE).find_map(Combination::from_value)
    }

    /// A level of risk, and the score at which it begins: `level: high from 10`. For a matrix, number them 1, 2, 3.
    pub fn level(self) -> impl Iterator<Item = RiskMethodLevel<'m>> {
        self.0.phrases(field::RISK_METHOD_LEVEL).map(RiskMethodLevel)
    }

    /// For `combine: matrix`: which likelihoods with which consequences give which level.
    pub fn matrix(self) -> impl Iterator<Item = RiskMethodMatrix<'m>> {
        self.0.phrases(field::RISK_METHOD_MATRIX).map(RiskMethodMatrix)
    }

    /// The highest level that needs no treatment and no acceptance of its own.
    pub fn acceptable(self) -> Option<ValueRef<'m>> {
        self.0.values(field::RISK_METHOD_ACCEPTABLE).find(|v| v.is_known())
    }

    /// Who must accept a risk that stays at a level: `accept: high by owner, ceo`.
    pub fn accept(self) -> impl Iterator<Item = RiskMethodAccept<'m>> {
        self.0.phrases(field::RISK_METHOD_ACCEPT).map(RiskMethodAccept)
    }

    /// Yes, if each risk has to name the assets it threatens.
    pub fn asset_based(self) -> Option<bool> {
        self.0.values(field::RISK_METHOD_ASSET_BASED).find_map(ValueRef::bool)
    }

    /// How far a risk has come down while only part of its treatment is in force.
    pub fn credit(self) -> Option<Credit> {
        self.0.values(field::RISK_METHOD_CREDIT).find_map(Credit::from_value)
    }

    /// How often all risks are assessed again (clause 8.2). A risk's own `review:` comes first.
    pub fn repeats(self) -> Option<RiskMethodRepeats<'m>> {
        self.0.phrases(field::RISK_METHOD_REPEATS).next().map(RiskMethodRepeats)
    }

    /// How the assessment is carried out, and on which occasions besides.
    pub fn body(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.values(field::RISK_METHOD_BODY).filter(|v| v.is_known())
    }

    /// The role that answers for this. Name a role rather than a person, so that it stays true when people move.
    pub fn owner(self) -> Option<Role<'m>> {
        self.0.values(field::OWNED_OWNER).find_map(ValueRef::view)
    }

    /// The roles that must approve it.
    pub fn approver(self) -> impl Iterator<Item = Role<'m>> {
        self.0.values(field::APPROVABLE_APPROVER).filter_map(ValueRef::view)
    }

    /// The version, as readers see it. Raise it with each change of content.
    pub fn version(self) -> Option<ValueRef<'m>> {
        self.0.values(field::APPROVABLE_VERSION).find(|v| v.is_known())
    }

    /// The number or code of the document, where your organization gives it one.
    pub fn id(self) -> Option<ValueRef<'m>> {
        self.0.values(field::APPROVABLE_ID).find(|v| v.is_known())
    }

    /// Who wrote it.
    pub fn author(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.values(field::APPROVABLE_AUTHOR).filter(|v| v.is_known())
    }

    /// How long it is kept after it is no longer in force (clause 7.5.3).
    pub fn retention(self) -> Option<Duration> {
        self.0.values(field::APPROVABLE_RETENTION).find_map(ValueRef::duration)
    }

    /// Where the document is kept, if its text is not here.
    pub fn held(self) -> Option<ValueRef<'m>> {
        self.0.values(field::APPROVABLE_HELD).find(|v| v.is_known())
    }

    /// The longest time between two reviews, such as `every 12 months`.
    pub fn review(self) -> Option<ReviewedReview<'m>> {
        self.0.phrases(field::REVIEWED_REVIEW).next().map(ReviewedReview)
    }

    /// A review that took place: the day, and the role that did it.
    pub fn reviewed(self) -> impl Iterator<Item = ReviewedReviewed<'m>> {
        self.0.phrases(field::REVIEWED_REVIEWED).map(ReviewedReviewed)
    }

    /// How confidential it is. A document that extends another may raise this and never lower it.
    pub fn classification(self) -> Option<ValueRef<'m>> {
        self.0.values(field::CLASSIFIED_CLASSIFICATION).find(|v| v.is_known())
    }
}

/// In a `risk-method`: `likelihood-guide*: one-of(likelihood) for prose`.
#[derive(Clone, Copy)]
pub struct RiskMethodLikelihoodGuide<'m>(Phrase<'m>);

impl<'m> RiskMethodLikelihoodGuide<'m> {
    /// The phrase itself.
    pub fn phrase(self) -> Phrase<'m> {
        self.0
    }

    /// What stands before the first preposition.
    pub fn value(self) -> Option<ValueRef<'m>> {
        self.0.lead().find(|v| v.is_known())
    }

    /// `for prose`.
    pub fn for_(self) -> Option<ValueRef<'m>> {
        self.0.part(Prep::For).find(|v| v.is_known())
    }
}

/// In a `risk-method`: `consequence-guide*: one-of(consequence) for prose`.
#[derive(Clone, Copy)]
pub struct RiskMethodConsequenceGuide<'m>(Phrase<'m>);

impl<'m> RiskMethodConsequenceGuide<'m> {
    /// The phrase itself.
    pub fn phrase(self) -> Phrase<'m> {
        self.0
    }

    /// What stands before the first preposition.
    pub fn value(self) -> Option<ValueRef<'m>> {
        self.0.lead().find(|v| v.is_known())
    }

    /// `for prose`.
    pub fn for_(self) -> Option<ValueRef<'m>> {
        self.0.part(Prep::For).find(|v| v.is_known())
    }
}

/// In a `risk-method`: `level+: names from number(1 .. 1000)`.
#[derive(Clone, Copy)]
pub struct RiskMethodLevel<'m>(Phrase<'m>);

impl<'m> RiskMethodLevel<'m> {
    /// The phrase itself.
    pub fn phrase(self) -> Phrase<'m> {
        self.0
    }

    /// What stands before the first preposition.
    pub fn value(self) -> Option<ValueRef<'m>> {
        self.0.lead().find(|v| v.is_known())
    }

    /// `from number(1 .. 1000)`.
    pub fn from(self) -> Option<Decimal> {
        self.0.part(Prep::From).find_map(ValueRef::number)
    }
}

/// In a `risk-method`: `matrix*: one-of(likelihood)+ with one-of(consequence)+ to one-of(level)`.
#[derive(Clone, Copy)]
pub struct RiskMethodMatrix<'m>(Phrase<'m>);

impl<'m> RiskMethodMatrix<'m> {
    /// The phrase itself.
    pub fn phrase(self) -> Phrase<'m> {
        self.0
    }

    /// What stands before the first preposition.
    pub fn values(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.lead().filter(|v| v.is_known())
    }

    /// `with one-of(consequence)+`.
    pub fn with(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.part(Prep::With).filter(|v| v.is_known())
    }

    /// `to one-of(level)`.
    pub fn to(self) -> Option<ValueRef<'m>> {
        self.0.part(Prep::To).find(|v| v.is_known())
    }
}

/// In a `risk-method`: `accept*: one-of(level) by (acceptor | role)+`.
#[derive(Clone, Copy)]
pub struct RiskMethodAccept<'m>(Phrase<'m>);

impl<'m> RiskMethodAccept<'m> {
    /// The phrase itself.
    pub fn phrase(self) -> Phrase<'m> {
        self.0
    }

    /// What stands before the first preposition.
    pub fn value(self) -> Option<ValueRef<'m>> {
        self.0.lead().find(|v| v.is_known())
    }

    /// `by (acceptor | role)+`.
    pub fn by(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.part(Prep::By).filter(|v| v.is_known())
    }
}

/// In a `risk-method`: `repeats?: every duration`.
#[derive(Clone, Copy)]
pub struct RiskMethodRepeats<'m>(Phrase<'m>);

impl<'m> RiskMethodRepeats<'m> {
    /// The phrase itself.
    pub fn phrase(self) -> Phrase<'m> {
        self.0
    }

    /// `every duration`.
    pub fn every(self) -> Option<Duration> {
        self.0.part(Prep::Every).find_map(ValueRef::duration)
    }
}

view! {
    /// Something that may happen and would harm information security (clauses 6.1.2 and 6.1.3). Its owner accepts the
    /// plan and what risk remains; that is a record of its own.
    Risk = Shows::Kind(kind::RISK), is [Owned, Reviewed, Classified]
}

impl<'m> Risk<'m> {
    /// What stands in its header: `for? scope+`.
    pub fn head_for(self) -> impl Iterator<Item = Scope<'m>> {
        self.0.head(Prep::For).filter_map(ValueRef::view)
    }

    /// The method by which it is assessed. It can be left out where the package has only one.
    pub fn method(self) -> Option<RiskMethod<'m>> {
        self.0.values(field::RISK_METHOD).find_map(ValueRef::view)
    }

    /// What it threatens.
    pub fn assets(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.values(field::RISK_ASSETS).filter(|v| v.is_known())
    }

    /// What would be lost: confidentiality, integrity, availability.
    pub fn affects(self) -> impl Iterator<Item = Property> {
        self.0.values(field::RISK_AFFECTS).filter_map(Property::from_value)
    }

    /// What brings it about.
    pub fn threat(self) -> Option<ValueRef<'m>> {
        self.0.values(field::RISK_THREAT).find(|v| v.is_known())
    }

    /// The weakness that lets it happen.
    pub fn vulnerability(self) -> Option<ValueRef<'m>> {
        self.0.values(field::RISK_VULNERABILITY).find(|v| v.is_known())
    }

    /// What would follow.
    pub fn consequences(self) -> Option<ValueRef<'m>> {
        self.0.values(field::RISK_CONSEQUENCES).find(|v| v.is_known())
    }

    /// When it was found, and by whom.
    pub fn identified(self) -> Option<RiskIdentified<'m>> {
        self.0.phrases(field::RISK_IDENTIFIED).next().map(RiskIdentified)
    }

    /// How likely and how bad it would be if nothing were done.
    pub fn inherent(self) -> Option<RiskInherent<'m>> {
        self.0.phrases(field::RISK_INHERENT).next().map(RiskInherent)
    }

    /// How likely and how bad it is today. Only what is already in force may lower it.
    pub fn current(self) -> Option<RiskCurrent<'m>> {
        self.0.phrases(field::RISK_CURRENT).next().map(RiskCurrent)
    }

    /// How likely and how bad it will be once the treatment is in force.
    pub fn residual(self) -> Option<RiskResidual<'m>> {
        self.0.phrases(field::RISK_RESIDUAL).next().map(RiskResidual)
    }

    /// What is done about it: with which controls or suppliers, by whom, by when, and why. All of these lines
    /// together are the risk treatment plan (clause 6.1.3 e).
    pub fn treat(self) -> impl Iterator<Item = RiskTreat<'m>> {
        self.0.phrases(field::RISK_TREAT).map(RiskTreat)
    }

    /// How likely and how bad it is once a part of the treatment is in force, where the method counts step by step:
    /// `step: possible with severe from A.8.7, A.8.8`.
    pub fn step(self) -> impl Iterator<Item = RiskStep<'m>> {
        self.0.phrases(field::RISK_STEP).map(RiskStep)
    }

    /// The last day on which an acceptance of the risk holds, and why not longer.
    pub fn accepted_until(self) -> Option<RiskAcceptedUntil<'m>> {
        self.0.phrases(field::RISK_ACCEPTED_UNTIL).next().map(RiskAcceptedUntil)
    }

    /// More about it.
    pub fn body(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.values(field::RISK_BODY).filter(|v| v.is_known())
    }

    /// The role that answers for this. Name a role rather than a person, so that it stays true when people move.
    pub fn owner(self) -> Option<Role<'m>> {
        self.0.values(field::OWNED_OWNER).find_map(ValueRef::view)
    }

    /// The longest time between two reviews, such as `every 12 months`.
    pub fn review(self) -> Option<ReviewedReview<'m>> {
        self.0.phrases(field::REVIEWED_REVIEW).next().map(ReviewedReview)
    }

    /// A review that took place: the day, and the role that did it.
    pub fn reviewed(self) -> impl Iterator<Item = ReviewedReviewed<'m>> {
        self.0.phrases(field::REVIEWED_REVIEWED).map(ReviewedReviewed)
    }

    /// How confidential it is. A document that extends another may raise this and never lower it.
    pub fn classification(self) -> Option<ValueRef<'m>> {
        self.0.values(field::CLASSIFIED_CLASSIFICATION).find(|v| v.is_known())
    }
}

/// In a `risk`: `identified?: date by? role`.
#[derive(Clone, Copy)]
pub struct RiskIdentified<'m>(Phrase<'m>);

impl<'m> RiskIdentified<'m> {
    /// The phrase itself.
    pub fn phrase(self) -> Phrase<'m> {
        self.0
    }

    /// What stands before the first preposition.
    pub fn value(self) -> Option<Date> {
        self.0.lead().find_map(ValueRef::date)
    }

    /// `by? role`.
    pub fn by(self) -> Option<Role<'m>> {
        self.0.part(Prep::By).find_map(ValueRef::view)
    }
}

/// In a `risk`: `inherent?: one-of(method.likelihood) with one-of(method.consequence)`.
#[derive(Clone, Copy)]
pub struct RiskInherent<'m>(Phrase<'m>);

impl<'m> RiskInherent<'m> {
    /// The phrase itself.
    pub fn phrase(self) -> Phrase<'m> {
        self.0
    }

    /// What stands before the first preposition.
    pub fn value(self) -> Option<ValueRef<'m>> {
        self.0.lead().find(|v| v.is_known())
    }

    /// `with one-of(method.consequence)`.
    pub fn with(self) -> Option<ValueRef<'m>> {
        self.0.part(Prep::With).find(|v| v.is_known())
    }
}

/// In a `risk`: `current?: one-of(method.likelihood) with one-of(method.consequence)`.
#[derive(Clone, Copy)]
pub struct RiskCurrent<'m>(Phrase<'m>);

impl<'m> RiskCurrent<'m> {
    /// The phrase itself.
    pub fn phrase(self) -> Phrase<'m> {
        self.0
    }

    /// What stands before the first preposition.
    pub fn value(self) -> Option<ValueRef<'m>> {
        self.0.lead().find(|v| v.is_known())
    }

    /// `with one-of(method.consequence)`.
    pub fn with(self) -> Option<ValueRef<'m>> {
        self.0.part(Prep::With).find(|v| v.is_known())
    }
}

/// In a `risk`: `residual: one-of(method.likelihood) with one-of(method.consequence)`.
#[derive(Clone, Copy)]
pub struct RiskResidual<'m>(Phrase<'m>);

impl<'m> RiskResidual<'m> {
    /// The phrase itself.
    pub fn phrase(self) -> Phrase<'m> {
        self.0
    }

    /// What stands before the first preposition.
    pub fn value(self) -> Option<ValueRef<'m>> {
        self.0.lead().find(|v| v.is_known())
    }

    /// `with one-of(method.consequence)`.
    pub fn with(self) -> Option<ValueRef<'m>> {
        self.0.part(Prep::With).find(|v| v.is_known())
    }
}

/// In a `risk`: `treat*: response with? (control | supplier)+ by? role due? date because? prose`.
#[derive(Clone, Copy)]
pub struct RiskTreat<'m>(Phrase<'m>);

impl<'m> RiskTreat<'m> {
    /// The phrase itself.
    pub fn phrase(self) -> Phrase<'m> {
        self.0
    }

    /// What stands before the first preposition.
    pub fn value(self) -> Option<Response> {
        self.0.lead().find_map(Response::from_value)
    }

    /// `with? (control | supplier)+`.
    pub fn with(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.part(Prep::With).filter(|v| v.is_known())
    }

    /// `by? role`.
    pub fn by(self) -> Option<Role<'m>> {
        self.0.part(Prep::By).find_map(ValueRef::view)
    }

    /// `due? date`.
    pub fn due(self) -> Option<Date> {
        self.0.part(Prep::Due).find_map(ValueRef::date)
    }

    /// `because? prose`.
    pub fn because(self) -> Option<ValueRef<'m>> {
        self.0.part(Prep::Because).find(|v| v.is_known())
    }
}

/// In a `risk`: `step*: one-of(method.likelihood) with one-of(method.consequence) from (control | supplier)+`.
#[derive(Clone, Copy)]
pub struct RiskStep<'m>(Phrase<'m>);

impl<'m> RiskStep<'m> {
    /// The phrase itself.
    pub fn phrase(self) -> Phrase<'m> {
        self.0
    }

    /// What stands before the first preposition.
    pub fn value(self) -> Option<ValueRef<'m>> {
        self.0.lead().find(|v| v.is_known())
    }

    /// `with one-of(method.consequence)`.
    pub fn with(self) -> Option<ValueRef<'m>> {
        self.0.part(Prep::With).find(|v| v.is_known())
    }

    /// `from (control | supplier)+`.
    pub fn from(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.part(Prep::From).filter(|v| v.is_known())
    }
}

/// In a `risk`: `accepted-until?: date because? prose`.
#[derive(Clone, Copy)]
pub struct RiskAcceptedUntil<'m>(Phrase<'m>);

impl<'m> RiskAcceptedUntil<'m> {
    /// The phrase itself.
    pub fn phrase(self) -> Phrase<'m> {
        self.0
    }

    /// What stands before the first preposition.
    pub fn value(self) -> Option<Date> {
        self.0.lead().find_map(ValueRef::date)
    }

    /// `because? prose`.
    pub fn because(self) -> Option<ValueRef<'m>> {
        self.0.part(Prep::Because).find(|v| v.is_known())
    }
}

view! {
    /// Something that may turn out well and is worth pursuing (clause 6.1.1).
    Opportunity = Shows::Kind(kind::OPPORTUNITY), is [Owned, Reviewed]
}

impl<'m> Opportunity<'m> {
    /// What stands in its header: `for? scope+`.
    pub fn head_for(self) -> impl Iterator<Item = Scope<'m>> {
        self.0.head(Prep::For).filter_map(ValueRef::view)
    }

    /// What is done to make use of it.
    pub fn actions(self) -> impl Iterator<Item = Action<'m>> {
        self.0.values(field::OPPORTUNITY_ACTIONS).filter_map(ValueRef::view)
    }

    /// How it will be judged whether that worked, or what the judgement was.
    pub fn evaluation(self) -> Option<ValueRef<'m>> {
        self.0.values(field::OPPORTUNITY_EVALUATION).find(|v| v.is_known())
    }

    /// More about it.
    pub fn body(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.values(field::OPPORTUNITY_BODY).filter(|v| v.is_known())
    }

    /// The role that answers for this. Name a role rather than a person, so that it stays true when people move.
    pub fn owner(self) -> Option<Role<'m>> {
        self.0.values(field::OWNED_OWNER).find_map(ValueRef::view)
    }

    /// The longest time between two reviews, such as `every 12 months`.
    pub fn review(self) -> Option<ReviewedReview<'m>> {
        self.0.phrases(field::REVIEWED_REVIEW).next().map(ReviewedReview)
    }

    /// A review that took place: the day, and the role that did it.
    pub fn reviewed(self) -> impl Iterator<Item = ReviewedReviewed<'m>> {
        self.0.phrases(field::REVIEWED_REVIEWED).map(ReviewedReviewed)
    }
}

view! {
    /// The statement of applicability: for each control of a catalog, whether it is applied, and why (clause 6.1.3 d).
    /// Where several patterns hold a control, the smallest wins; the order of lines never matters.
    Soa = Shows::Kind(kind::SOA), is [Owned, Approvable, Reviewed, Classified]
}

impl<'m> Soa<'m> {
    /// What stands in its header: `for scope`.
    pub fn head_for(self) -> Option<Scope<'m>> {
        self.0.head(Prep::For).find_map(ValueRef::view)
    }

    /// What stands in its header: `against catalog+`.
    pub fn head_against(self) -> impl Iterator<Item = Catalog<'m>> {
        self.0.head(Prep::Against).filter_map(ValueRef::view)
    }

    /// What stands in its header: `extends? soa`.
    pub fn head_extends(self) -> Option<Soa<'m>> {
        self.0.head(Prep::Extends).find_map(ValueRef::view)
    }

    /// Controls that apply, less exceptions. The reason is printed as the justification, beside the risks and
    /// obligations that ask for the control.
    pub fn include(self) -> impl Iterator<Item = SoaInclude<'m>> {
        self.0.phrases(field::SOA_INCLUDE).map(SoaInclude)
    }

    /// Controls that do not apply, less exceptions, with the reason, which each of them needs. Clauses 4 to 10
    /// cannot be excluded.
    pub fn exclude(self) -> impl Iterator<Item = SoaExclude<'m>> {
        self.0.phrases(field::SOA_EXCLUDE).map(SoaExclude)
    }

    /// Requirements of a further framework that do not apply, and why. Clauses 4 to 10 always apply.
    pub fn not_applicable(self) -> impl Iterator<Item = SoaNotApplicable<'m>> {
        self.0.phrases(field::SOA_NOT_APPLICABLE).map(SoaNotApplicable)
    }

    /// Controls that apply and are not yet in force, less exceptions: on which subjects, by when, by whom, and why.
    pub fn not_yet(self) -> impl Iterator<Item = SoaNotYet<'m>> {
        self.0.phrases(field::SOA_NOT_YET).map(SoaNotYet)
    }

    /// Words before the table.
    pub fn body(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.values(field::SOA_BODY).filter(|v| v.is_known())
    }

    /// The role that answers for this. Name a role rather than a person, so that it stays true when people move.
    pub fn owner(self) -> Option<Role<'m>> {
        self.0.values(field::OWNED_OWNER).find_map(ValueRef::view)
    }

    /// The roles that must approve it.
    pub fn approver(self) -> impl Iterator<Item = Role<'m>> {
        self.0.values(field::APPROVABLE_APPROVER).filter_map(ValueRef::view)
    }

    /// The version, as readers see it. Raise it with each change of content.
    pub fn version(self) -> Option<ValueRef<'m>> {
        self.0.values(field::APPROVABLE_VERSION).find(|v| v.is_known())
    }

    /// The number or code of the document, where your organization gives it one.
    pub fn id(self) -> Option<ValueRef<'m>> {
        self.0.values(field::APPROVABLE_ID).find(|v| v.is_known())
    }

    /// Who wrote it.
    pub fn author(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.values(field::APPROVABLE_AUTHOR).filter(|v| v.is_known())
    }

    /// How long it is kept after it is no longer in force (clause 7.5.3).
    pub fn retention(self) -> Option<Duration> {
        self.0.values(field::APPROVABLE_RETENTION).find_map(ValueRef::duration)
    }

    /// Where the document is kept, if its text is not here.
    pub fn held(self) -> Option<ValueRef<'m>> {
        self.0.values(field::APPROVABLE_HELD).find(|v| v.is_known())
    }

    /// The longest time between two reviews, such as `every 12 months`.
    pub fn review(self) -> Option<ReviewedReview<'m>> {
        self.0.phrases(field::REVIEWED_REVIEW).next().map(ReviewedReview)
    }

    /// A review that took place: the day, and the role that did it.
    pub fn reviewed(self) -> impl Iterator<Item = ReviewedReviewed<'m>> {
        self.0.phrases(field::REVIEWED_REVIEWED).map(ReviewedReviewed)
    }

    /// How confidential it is. A document that extends another may raise this and never lower it.
    pub fn classification(self) -> Option<ValueRef<'m>> {
        self.0.values(field::CLASSIFIED_CLASSIFICATION).find(|v| v.is_known())
    }
}

/// In a `soa`: `include*: control+ except? control+ because? prose`.
#[derive(Clone, Copy)]
pub struct SoaInclude<'m>(Phrase<'m>);

impl<'m> SoaInclude<'m> {
    /// The phrase itself.
    pub fn phrase(self) -> Phrase<'m> {
        self.0
    }

    /// What stands before the first preposition.
    pub fn values(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.lead().filter(|v| v.is_known())
    }

    /// `except? control+`.
    pub fn except(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.part(Prep::Except).filter(|v| v.is_known())
    }

    /// `because? prose`.
    pub fn because(self) -> Option<ValueRef<'m>> {
        self.0.part(Prep::Because).find(|v| v.is_known())
    }
}

/// In a `soa`: `exclude*: (control | requirement)+ except? (control | requirement)+ because? prose`.
#[derive(Clone, Copy)]
pub struct SoaExclude<'m>(Phrase<'m>);

impl<'m> SoaExclude<'m> {
    /// The phrase itself.
    pub fn phrase(self) -> Phrase<'m> {
        self.0
    }

    /// What stands before the first preposition.
    pub fn values(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.lead().filter(|v| v.is_known())
    }

    /// `except? (control | requirement)+`.
    pub fn except(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.part(Prep::Except).filter(|v| v.is_known())
    }

    /// `because? prose`.
    pub fn because(self) -> Option<ValueRef<'m>> {
        self.0.part(Prep::Because).find(|v| v.is_known())
    }
}

/// In a `soa`: `not-applicable*: requirement+ because prose`.
#[derive(Clone, Copy)]
pub struct SoaNotApplicable<'m>(Phrase<'m>);

impl<'m> SoaNotApplicable<'m> {
    /// The phrase itself.
    pub fn phrase(self) -> Phrase<'m> {
        self.0
    }

    /// What stands before the first preposition.
    pub fn values(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.lead().filter(|v| v.is_known())
    }

    /// `because prose`.
    pub fn because(self) -> Option<ValueRef<'m>> {
        self.0.part(Prep::Because).find(|v| v.is_known())
    }
}

/// In a `soa`: `not-yet*: control+ except? control+ on? subject+ due date by? role because prose`.
#[derive(Clone, Copy)]
pub struct SoaNotYet<'m>(Phrase<'m>);

impl<'m> SoaNotYet<'m> {
    /// The phrase itself.
    pub fn phrase(self) -> Phrase<'m> {
        self.0
    }

    /// What stands before the first preposition.
    pub fn values(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.lead().filter(|v| v.is_known())
    }

    /// `except? control+`.
    pub fn except(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.part(Prep::Except).filter(|v| v.is_known())
    }

    /// `on? subject+`.
    pub fn on(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.part(Prep::On).filter(|v| v.is_known())
    }

    /// `due date`.
    pub fn due(self) -> Option<Date> {
        self.0.part(Prep::Due).find_map(ValueRef::date)
    }

    /// `by? role`.
    pub fn by(self) -> Option<Role<'m>> {
        self.0.part(Prep::By).find_map(ValueRef::view)
    }

    /// `because prose`.
    pub fn because(self) -> Option<ValueRef<'m>> {
        self.0.part(Prep::Because).find(|v| v.is_known())
    }
}

view! {
    /// Your organization's word that what it does for one framework covers a requirement of another. Without it, a
    /// published crosswalk makes coverage possible, and no more.
    Confirmation = Shows::Kind(kind::CONFIRMATION), is [Owned, Reviewed]
}

impl<'m> Confirmation<'m> {
    /// What stands in its header: `for? scope+`.
    pub fn head_for(self) -> impl Iterator<Item = Scope<'m>> {
        self.0.head(Prep::For).filter_map(ValueRef::view)
    }

    /// What is covered, what covers it, and why that is enough.
    pub fn confirms(self) -> impl Iterator<Item = ConfirmationConfirms<'m>> {
        self.0.phrases(field::CONFIRMATION_CONFIRMS).map(ConfirmationConfirms)
    }

    /// The role that answers for this. Name a role rather than a person, so that it stays true when people move.
    pub fn owner(self) -> Option<Role<'m>> {
        self.0.values(field::OWNED_OWNER).find_map(ValueRef::view)
    }

    /// The longest time between two reviews, such as `every 12 months`.
    pub fn review(self) -> Option<ReviewedReview<'m>> {
        self.0.phrases(field::REVIEWED_REVIEW).next().map(ReviewedReview)
    }

    /// A review that took place: the day, and the role that did it.
    pub fn reviewed(self) -> impl Iterator<Item = ReviewedReviewed<'m>> {
        self.0.phrases(field::REVIEWED_REVIEWED).map(ReviewedReviewed)
    }
}

/// In a `confirmation`: `confirms+: (requirement | control)+ from (control | requirement)+ because prose`.
#[derive(Clone, Copy)]
pub struct ConfirmationConfirms<'m>(Phrase<'m>);

impl<'m> ConfirmationConfirms<'m> {
    /// The phrase itself.
    pub fn phrase(self) -> Phrase<'m> {
        self.0
    }

    /// What stands before the first preposition.
    pub fn values(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.lead().filter(|v| v.is_known())
    }

    /// `from (control | requirement)+`.
    pub fn from(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.part(Prep::From).filter(|v| v.is_known())
    }

    /// `because prose`.
    pub fn because(self) -> Option<ValueRef<'m>> {
        self.0.part(Prep::Because).find(|v| v.is_known())
    }
}

view! {
    /// What the organization wants to reach in information security (clause 6.2).
    Objective = Shows::Kind(kind::OBJECTIVE), is [Owned, Reviewed]
}

impl<'m> Objective<'m> {
    /// What stands in its header: `for? scope+`.
    pub fn head_for(self) -> impl Iterator<Item = Scope<'m>> {
        self.0.head(Prep::For).filter_map(ValueRef::view)
    }

    /// What it serves: a policy, a need, an obligation, a risk to bring down.
    pub fn serves(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.values(field::OBJECTIVE_SERVES).filter(|v| v.is_known())
    }

    /// The measures that show whether it is reached.
    pub fn measured_by(self) -> impl Iterator<Item = Measure<'m>> {
        self.0.values(field::OBJECTIVE_MEASURED_BY).filter_map(ValueRef::view)
    }

    /// Why it cannot be measured, where that is so.
    pub fn not_measurable(self) -> Option<ObjectiveNotMeasurable<'m>> {
        self.0.phrases(field::OBJECTIVE_NOT_MEASURABLE).next().map(ObjectiveNotMeasurable)
    }

    /// The day by which it is to be reached.
    pub fn deadline(self) -> Option<Date> {
        self.0.values(field::OBJECTIVE_DEADLINE).find_map(ValueRef::date)
    }

    /// The day on which it was reached.
    pub fn reached(self) -> Option<Date> {
        self.0.values(field::OBJECTIVE_REACHED).find_map(ValueRef::date)
    }

    /// What is needed for it: people, money, tools.
    pub fn resources(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.values(field::OBJECTIVE_RESOURCES).filter(|v| v.is_known())
    }

    /// What is done to reach it.
    pub fn actions(self) -> impl Iterator<Item = Action<'m>> {
        self.0.values(field::OBJECTIVE_ACTIONS).filter_map(ValueRef::view)
    }

    /// How the result is judged.
    pub fn evaluation(self) -> Option<ValueRef<'m>> {
        self.0.values(field::OBJECTIVE_EVALUATION).find(|v| v.is_known())
    }

    /// More about it.
    pub fn body(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.values(field::OBJECTIVE_BODY).filter(|v| v.is_known())
    }

    /// The role that answers for this. Name a role rather than a person, so that it stays true when people move.
    pub fn owner(self) -> Option<Role<'m>> {
        self.0.values(field::OWNED_OWNER).find_map(ValueRef::view)
    }

    /// The longest time between two reviews, such as `every 12 months`.
    pub fn review(self) -> Option<ReviewedReview<'m>> {
        self.0.phrases(field::REVIEWED_REVIEW).next().map(ReviewedReview)
    }

    /// A review that took place: the day, and the role that did it.
    pub fn reviewed(self) -> impl Iterator<Item = ReviewedReviewed<'m>> {
        self.0.phrases(field::REVIEWED_REVIEWED).map(ReviewedReviewed)
    }
}

/// In a `objective`: `not-measurable?: because prose`.
#[derive(Clone, Copy)]
pub struct ObjectiveNotMeasurable<'m>(Phrase<'m>);

impl<'m> ObjectiveNotMeasurable<'m> {
    /// The phrase itself.
    pub fn phrase(self) -> Phrase<'m> {
        self.0
    }

    /// `because prose`.
    pub fn because(self) -> Option<ValueRef<'m>> {
        self.0.part(Prep::Because).find(|v| v.is_known())
    }
}

view! {
    /// A number that is watched, with a target (clause 9.1, ISO/IEC 27004).
    Measure = Shows::Kind(kind::MEASURE), is [Owned, Reviewed, Classified]
}

impl<'m> Measure<'m> {
    /// What stands in its header: `for? scope+`.
    pub fn head_for(self) -> impl Iterator<Item = Scope<'m>> {
        self.0.head(Prep::For).filter_map(ValueRef::view)
    }

    /// What it tells something about.
    pub fn measures(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.values(field::MEASURE_MEASURES).filter(|v| v.is_known())
    }

    /// The file with the rows, within the package.
    pub fn data(self) -> Option<ValueRef<'m>> {
        self.0.values(field::MEASURE_DATA).find(|v| v.is_known())
    }

    /// How the number follows from the rows, such as `share(rows where days-open <= 14)`.
    pub fn value(self) -> Option<ValueRef<'m>> {
        self.0.values(field::MEASURE_VALUE).find(|v| v.is_known())
    }

    /// A number read by hand, and the day, where there is no file.
    pub fn reading(self) -> impl Iterator<Item = MeasureReading<'m>> {
        self.0.phrases(field::MEASURE_READING).map(MeasureReading)
    }

    /// What the number should be, such as `>= 95%`.
    pub fn target(self) -> Option<ValueRef<'m>> {
        self.0.values(field::MEASURE_TARGET).find(|v| v.is_known())
    }

    /// How long one period lasts, and the column whose date says which period a row belongs to:
    /// `1 month on published`. Without it, all rows count as one period.
    pub fn period(self) -> Option<MeasurePeriod<'m>> {
        self.0.phrases(field::MEASURE_PERIOD).next().map(MeasurePeriod)
    }

    /// Who gathers the numbers. The owner judges them.
    pub fn collected_by(self) -> Option<ValueRef<'m>> {
        self.0.values(field::MEASURE_COLLECTED_BY).find(|v| v.is_known())
    }

    /// How the measure is to be understood.
    pub fn body(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.values(field::MEASURE_BODY).filter(|v| v.is_known())
    }

    /// The role that answers for this. Name a role rather than a person, so that it stays true when people move.
    pub fn owner(self) -> Option<Role<'m>> {
        self.0.values(field::OWNED_OWNER).find_map(ValueRef::view)
    }

    /// The longest time between two reviews, such as `every 12 months`.
    pub fn review(self) -> Option<ReviewedReview<'m>> {
        self.0.phrases(field::REVIEWED_REVIEW).next().map(ReviewedReview)
    }

    /// A review that took place: the day, and the role that did it.
    pub fn reviewed(self) -> impl Iterator<Item = ReviewedReviewed<'m>> {
        self.0.phrases(field::REVIEWED_REVIEWED).map(ReviewedReviewed)
    }

    /// How confidential it is. A document that extends another may raise this and never lower it.
    pub fn classification(self) -> Option<ValueRef<'m>> {
        self.0.values(field::CLASSIFIED_CLASSIFICATION).find(|v| v.is_known())
    }
}

/// In a `measure`: `reading*: (number | percent | duration | money) on date`.
#[derive(Clone, Copy)]
pub struct MeasureReading<'m>(Phrase<'m>);

impl<'m> MeasureReading<'m> {
    /// The phrase itself.
    pub fn phrase(self) -> Phrase<'m> {
        self.0
    }

    /// What stands before the first preposition.
    pub fn value(self) -> Option<ValueRef<'m>> {
        self.0.lead().find(|v| v.is_known())
    }

    /// `on date`.
    pub fn on(self) -> Option<Date> {
        self.0.part(Prep::On).find_map(ValueRef::date)
    }
}

/// In a `measure`: `period?: duration on? formula`.
#[derive(Clone, Copy)]
pub struct MeasurePeriod<'m>(Phrase<'m>);

impl<'m> MeasurePeriod<'m> {
    /// The phrase itself.
    pub fn phrase(self) -> Phrase<'m> {
        self.0
    }

    /// What stands before the first preposition.
    pub fn value(self) -> Option<Duration> {
        self.0.lead().find_map(ValueRef::duration)
    }

    /// `on? formula`.
    pub fn on(self) -> Option<ValueRef<'m>> {
        self.0.part(Prep::On).find(|v| v.is_known())
    }
}

view! {
    /// A planned change to the management system or to something that matters to it (clause 6.3).
    Change = Shows::Kind(kind::CHANGE), is [Owned, Reviewed]
}

impl<'m> Change<'m> {
    /// What stands in its header: `for? scope+`.
    pub fn head_for(self) -> impl Iterator<Item = Scope<'m>> {
        self.0.head(Prep::For).filter_map(ValueRef::view)
    }

    /// What changes.
    pub fn changes(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.values(field::CHANGE_CHANGES).filter(|v| v.is_known())
    }

    /// Why, and what it may lead to.
    pub fn purpose(self) -> Option<ValueRef<'m>> {
        self.0.values(field::CHANGE_PURPOSE).find(|v| v.is_known())
    }

    /// How it is carried out.
    pub fn plan(self) -> Option<ValueRef<'m>> {
        self.0.values(field::CHANGE_PLAN).find(|v| v.is_known())
    }

    /// The day by which it is to be done.
    pub fn deadline(self) -> Option<Date> {
        self.0.values(field::CHANGE_DEADLINE).find_map(ValueRef::date)
    }

    /// The day on which it was done.
    pub fn completed(self) -> Option<Date> {
        self.0.values(field::CHANGE_COMPLETED).find_map(ValueRef::date)
    }

    /// The risks that it bears on.
    pub fn risks(self) -> impl Iterator<Item = Risk<'m>> {
        self.0.values(field::CHANGE_RISKS).filter_map(ValueRef::view)
    }

    /// What is done for it.
    pub fn actions(self) -> impl Iterator<Item = Action<'m>> {
        self.0.values(field::CHANGE_ACTIONS).filter_map(ValueRef::view)
    }

    /// More about it.
    pub fn body(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.values(field::CHANGE_BODY).filter(|v| v.is_known())
    }

    /// The role that answers for this. Name a role rather than a person, so that it stays true when people move.
    pub fn owner(self) -> Option<Role<'m>> {
        self.0.values(field::OWNED_OWNER).find_map(ValueRef::view)
    }

    /// The longest time between two reviews, such as `every 12 months`.
    pub fn review(self) -> Option<ReviewedReview<'m>> {
        self.0.phrases(field::REVIEWED_REVIEW).next().map(ReviewedReview)
    }

    /// A review that took place: the day, and the role that did it.
    pub fn reviewed(self) -> impl Iterator<Item = ReviewedReviewed<'m>> {
        self.0.phrases(field::REVIEWED_REVIEWED).map(ReviewedReviewed)
    }
}

view! {
    /// Something that people learn from (clauses 7.2 and 7.3, A.6.3).
    Training = Shows::Kind(kind::TRAINING), is [Owned, Reviewed, Documented]
}

impl<'m> Training<'m> {
    /// What stands in its header: `for? scope+`.
    pub fn head_for(self) -> impl Iterator<Item = Scope<'m>> {
        self.0.head(Prep::For).filter_map(ValueRef::view)
    }

    /// Whether it raises awareness or builds a skill.
    pub fn kind(self) -> Option<TrainingKind> {
        self.0.values(field::TRAINING_KIND).find_map(TrainingKind::from_value)
    }

    /// Who has to attend.
    pub fn audience(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.values(field::TRAINING_AUDIENCE).filter(|v| v.is_known())
    }

    /// The policies, procedures and controls it is about.
    pub fn covers(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.values(field::TRAINING_COVERS).filter(|v| v.is_known())
    }

    /// The competences it builds.
    pub fn teaches(self) -> impl Iterator<Item = Competence<'m>> {
        self.0.values(field::TRAINING_TEACHES).filter_map(ValueRef::view)
    }

    /// How often it is given.
    pub fn repeats(self) -> Option<TrainingRepeats<'m>> {
        self.0.phrases(field::TRAINING_REPEATS).next().map(TrainingRepeats)
    }

    /// A file with one row for each person who was to attend.
    pub fn data(self) -> Option<ValueRef<'m>> {
        self.0.values(field::TRAINING_DATA).find(|v| v.is_known())
    }

    /// The share that attended, worked out from the file, such as `share(rows where attended)`.
    pub fn value(self) -> Option<ValueRef<'m>> {
        self.0.values(field::TRAINING_VALUE).find(|v| v.is_known())
    }

    /// The share to reach, such as `>= 95%`. Without it, everybody.
    pub fn target(self) -> Option<ValueRef<'m>> {
        self.0.values(field::TRAINING_TARGET).find(|v| v.is_known())
    }

    /// A day on which it was given, to whom, by whom, and what shows it.
    pub fn given(self) -> impl Iterator<Item = TrainingGiven<'m>> {
        self.0.phrases(field::TRAINING_GIVEN).map(TrainingGiven)
    }

    /// What is taught.
    pub fn body(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.values(field::TRAINING_BODY).filter(|v| v.is_known())
    }

    /// The role that answers for this. Name a role rather than a person, so that it stays true when people move.
    pub fn owner(self) -> Option<Role<'m>> {
        self.0.values(field::OWNED_OWNER).find_map(ValueRef::view)
    }

    /// The longest time between two reviews, such as `every 12 months`.
    pub fn review(self) -> Option<ReviewedReview<'m>> {
        self.0.phrases(field::REVIEWED_REVIEW).next().map(ReviewedReview)
    }

    /// A review that took place: the day, and the role that did it.
    pub fn reviewed(self) -> impl Iterator<Item = ReviewedReviewed<'m>> {
        self.0.phrases(field::REVIEWED_REVIEWED).map(ReviewedReviewed)
    }

    /// The clauses, controls, obligations and needs that it is the document or the record for. The top-level
    /// policy, for example, says `fulfils: iso27001.5.2`.
    pub fn fulfils(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.values(field::DOCUMENTED_FULFILS).filter(|v| v.is_known())
    }
}

/// In a `training`: `repeats?: every duration`.
#[derive(Clone, Copy)]
pub struct TrainingRepeats<'m>(Phrase<'m>);

impl<'m> TrainingRepeats<'m> {
    /// The phrase itself.
    pub fn phrase(self) -> Phrase<'m> {
        self.0
    }

    /// `every duration`.
    pub fn every(self) -> Option<Duration> {
        self.0.part(Prep::Every).find_map(ValueRef::duration)
    }
}

/// In a `training`: `given*: date to? (team | role | person)+ by? (role | person | supplier | text)+ with? evidence+`.
#[derive(Clone, Copy)]
pub struct TrainingGiven<'m>(Phrase<'m>);

impl<'m> TrainingGiven<'m> {
    /// The phrase itself.
    pub fn phrase(self) -> Phrase<'m> {
        self.0
    }

    /// What stands before the first preposition.
    pub fn value(self) -> Option<Date> {
        self.0.lead().find_map(ValueRef::date)
    }

    /// `to? (team | role | person)+`.
    pub fn to(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.part(Prep::To).filter(|v| v.is_known())
    }

    /// `by? (role | person | supplier | text)+`.
    pub fn by(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.part(Prep::By).filter(|v| v.is_known())
    }

    /// `with? evidence+`.
    pub fn with(self) -> impl Iterator<Item = Evidence<'m>> {
        self.0.part(Prep::With).filter_map(ValueRef::view)
    }
}

view! {
    /// What is told to whom, when and how (clause 7.4).
    Communication = Shows::Kind(kind::COMMUNICATION), is [Owned, Reviewed]
}

impl<'m> Communication<'m> {
    /// What stands in its header: `for? scope+`.
    pub fn head_for(self) -> impl Iterator<Item = Scope<'m>> {
        self.0.head(Prep::For).filter_map(ValueRef::view)
    }

    /// What it is about.
    pub fn about(self) -> Option<ValueRef<'m>> {
        self.0.values(field::COMMUNICATION_ABOUT).find(|v| v.is_known())
    }

    /// The documents and objectives that are made known by it.
    pub fn communicates(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.values(field::COMMUNICATION_COMMUNICATES).filter(|v| v.is_known())
    }

    /// With whom.
    pub fn audience(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.values(field::COMMUNICATION_AUDIENCE).filter(|v| v.is_known())
    }

    /// The way: mail, intranet, meeting.
    pub fn channel(self) -> Option<ValueRef<'m>> {
        self.0.values(field::COMMUNICATION_CHANNEL).find(|v| v.is_known())
    }

    /// How often.
    pub fn repeats(self) -> Option<CommunicationRepeats<'m>> {
        self.0.phrases(field::COMMUNICATION_REPEATS).next().map(CommunicationRepeats)
    }

    /// On what occasion, where it is not at intervals.
    pub fn occasion(self) -> Option<ValueRef<'m>> {
        self.0.values(field::COMMUNICATION_OCCASION).find(|v| v.is_known())
    }

    /// A day on which it was done, and what shows it.
    pub fn sent(self) -> impl Iterator<Item = CommunicationSent<'m>> {
        self.0.phrases(field::COMMUNICATION_SENT).map(CommunicationSent)
    }

    /// More about it.
    pub fn body(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.values(field::COMMUNICATION_BODY).filter(|v| v.is_known())
    }

    /// The role that answers for this. Name a role rather than a person, so that it stays true when people move.
    pub fn owner(self) -> Option<Role<'m>> {
        self.0.values(field::OWNED_OWNER).find_map(ValueRef::view)
    }

    /// The longest time between two reviews, such as `every 12 months`.
    pub fn review(self) -> Option<ReviewedReview<'m>> {
        self.0.phrases(field::REVIEWED_REVIEW).next().map(ReviewedReview)
    }

    /// A review that took place: the day, and the role that did it.
    pub fn reviewed(self) -> impl Iterator<Item = ReviewedReviewed<'m>> {
        self.0.phrases(field::REVIEWED_REVIEWED).map(ReviewedReviewed)
    }
}

/// In a `communication`: `repeats?: every duration`.
#[derive(Clone, Copy)]
pub struct CommunicationRepeats<'m>(Phrase<'m>);

impl<'m> CommunicationRepeats<'m> {
    /// The phrase itself.
    pub fn phrase(self) -> Phrase<'m> {
        self.0
    }

    /// `every duration`.
    pub fn every(self) -> Option<Duration> {
        self.0.part(Prep::Every).find_map(ValueRef::duration)
    }
}

/// In a `communication`: `sent*: date with? evidence+`.
#[derive(Clone, Copy)]
pub struct CommunicationSent<'m>(Phrase<'m>);

impl<'m> CommunicationSent<'m> {
    /// The phrase itself.
    pub fn phrase(self) -> Phrase<'m> {
        self.0
    }

    /// What stands before the first preposition.
    pub fn value(self) -> Option<Date> {
        self.0.lead().find_map(ValueRef::date)
    }

    /// `with? evidence+`.
    pub fn with(self) -> impl Iterator<Item = Evidence<'m>> {
        self.0.part(Prep::With).filter_map(ValueRef::view)
    }
}

view! {
    /// What shows that something is really done: a file in the package, or a record that is kept elsewhere.
    Evidence = Shows::Kind(kind::EVIDENCE), is [Owned, Classified, Documented]
}

impl<'m> Evidence<'m> {
    /// What stands in its header: `for? scope+`.
    pub fn head_for(self) -> impl Iterator<Item = Scope<'m>> {
        self.0.head(Prep::For).filter_map(ValueRef::view)
    }

    /// The file, within the package.
    pub fn file(self) -> Option<ValueRef<'m>> {
        self.0.values(field::EVIDENCE_FILE).find(|v| v.is_known())
    }

    /// Where the record is kept, if not in the package.
    pub fn held(self) -> Option<ValueRef<'m>> {
        self.0.values(field::EVIDENCE_HELD).find(|v| v.is_known())
    }

    /// When somebody last looked at a record that is kept elsewhere, and who.
    pub fn seen(self) -> Option<EvidenceSeen<'m>> {
        self.0.phrases(field::EVIDENCE_SEEN).next().map(EvidenceSeen)
    }

    /// Where it comes from, such as the system that exported it.
    pub fn source(self) -> Option<ValueRef<'m>> {
        self.0.values(field::EVIDENCE_SOURCE).find(|v| v.is_known())
    }

    /// The period it tells about.
    pub fn covers(self) -> Option<(Date, Date)> {
        self.0.values(field::EVIDENCE_COVERS).find_map(ValueRef::period)
    }

    /// When it was gathered, and by whom.
    pub fn collected(self) -> Option<EvidenceCollected<'m>> {
        self.0.phrases(field::EVIDENCE_COLLECTED).next().map(EvidenceCollected)
    }

    /// How long it stays fresh after it was gathered or seen, such as `for 90 days`.
    pub fn valid(self) -> Option<EvidenceValid<'m>> {
        self.0.phrases(field::EVIDENCE_VALID).next().map(EvidenceValid)
    }

    /// What must be true of its rows, such as `share(rows where mfa-enrolled) >= 98%`.
    pub fn expect(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.values(field::EVIDENCE_EXPECT).filter(|v| v.is_known())
    }

    /// All that there is, of which this shows a part, such as "all 212 access rights".
    pub fn population(self) -> Option<ValueRef<'m>> {
        self.0.values(field::EVIDENCE_POPULATION).find(|v| v.is_known())
    }

    /// The part that was looked at, and how it was chosen.
    pub fn sample(self) -> Option<ValueRef<'m>> {
        self.0.values(field::EVIDENCE_SAMPLE).find(|v| v.is_known())
    }

    /// The file's SHA-256 when it was gathered. A file that no longer matches it is reported.
    pub fn digest(self) -> Option<ValueRef<'m>> {
        self.0.values(field::EVIDENCE_DIGEST).find(|v| v.is_known())
    }

    /// Whether it holds personal data, and why it must.
    pub fn personal_data(self) -> Option<EvidencePersonalData<'m>> {
        self.0.phrases(field::EVIDENCE_PERSONAL_DATA).next().map(EvidencePersonalData)
    }

    /// How long it is kept (clause 7.5.3).
    pub fn retention(self) -> Option<Duration> {
        self.0.values(field::EVIDENCE_RETENTION).find_map(ValueRef::duration)
    }

    /// More about it.
    pub fn body(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.values(field::EVIDENCE_BODY).filter(|v| v.is_known())
    }

    /// The role that answers for this. Name a role rather than a person, so that it stays true when people move.
    pub fn owner(self) -> Option<Role<'m>> {
        self.0.values(field::OWNED_OWNER).find_map(ValueRef::view)
    }

    /// How confidential it is. A document that extends another may raise this and never lower it.
    pub fn classification(self) -> Option<ValueRef<'m>> {
        self.0.values(field::CLASSIFIED_CLASSIFICATION).find(|v| v.is_known())
    }

    /// The clauses, controls, obligations and needs that it is the document or the record for. The top-level
    /// policy, for example, says `fulfils: iso27001.5.2`.
    pub fn fulfils(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.values(field::DOCUMENTED_FULFILS).filter(|v| v.is_known())
    }
}

/// In a `evidence`: `seen?: date by? role`.
#[derive(Clone, Copy)]
pub struct EvidenceSeen<'m>(Phrase<'m>);

impl<'m> EvidenceSeen<'m> {
    /// The phrase itself.
    pub fn phrase(self) -> Phrase<'m> {
        self.0
    }

    /// What stands before the first preposition.
    pub fn value(self) -> Option<Date> {
        self.0.lead().find_map(ValueRef::date)
    }

    /// `by? role`.
    pub fn by(self) -> Option<Role<'m>> {
        self.0.part(Prep::By).find_map(ValueRef::view)
    }
}

/// In a `evidence`: `collected?: date by? role`.
#[derive(Clone, Copy)]
pub struct EvidenceCollected<'m>(Phrase<'m>);

impl<'m> EvidenceCollected<'m> {
    /// The phrase itself.
    pub fn phrase(self) -> Phrase<'m> {
        self.0
    }

    /// What stands before the first preposition.
    pub fn value(self) -> Option<Date> {
        self.0.lead().find_map(ValueRef::date)
    }

    /// `by? role`.
    pub fn by(self) -> Option<Role<'m>> {
        self.0.part(Prep::By).find_map(ValueRef::view)
    }
}

/// In a `evidence`: `valid?: for duration`.
#[derive(Clone, Copy)]
pub struct EvidenceValid<'m>(Phrase<'m>);

impl<'m> EvidenceValid<'m> {
    /// The phrase itself.
    pub fn phrase(self) -> Phrase<'m> {
        self.0
    }

    /// `for duration`.
    pub fn for_(self) -> Option<Duration> {
        self.0.part(Prep::For).find_map(ValueRef::duration)
    }
}

/// In a `evidence`: `personal-data?: bool because? prose`.
#[derive(Clone, Copy)]
pub struct EvidencePersonalData<'m>(Phrase<'m>);

impl<'m> EvidencePersonalData<'m> {
    /// The phrase itself.
    pub fn phrase(self) -> Phrase<'m> {
        self.0
    }

    /// What stands before the first preposition.
    pub fn value(self) -> Option<bool> {
        self.0.lead().find_map(ValueRef::bool)
    }

    /// `because? prose`.
    pub fn because(self) -> Option<ValueRef<'m>> {
        self.0.part(Prep::Because).find(|v| v.is_known())
    }
}

view! {
    /// How internal audits are planned over the years (clause 9.2.2).
    AuditProgramme = Shows::Kind(kind::AUDIT_PROGRAMME), is [Owned, Approvable, Reviewed, Classified]
}

impl<'m> AuditProgramme<'m> {
    /// What stands in its header: `for? scope+`.
    pub fn head_for(self) -> impl Iterator<Item = Scope<'m>> {
        self.0.head(Prep::For).filter_map(ValueRef::view)
    }

    /// What stands in its header: `against? catalog+`.
    pub fn head_against(self) -> impl Iterator<Item = Catalog<'m>> {
        self.0.head(Prep::Against).filter_map(ValueRef::view)
    }

    /// How long it takes until everything has been looked at once, and the day it begins:
    /// `36 months since 2026-01-01`.
    pub fn cycle(self) -> Option<AuditProgrammeCycle<'m>> {
        self.0.phrases(field::AUDIT_PROGRAMME_CYCLE).next().map(AuditProgrammeCycle)
    }

    /// The longest time between two audits.
    pub fn repeats(self) -> Option<AuditProgrammeRepeats<'m>> {
        self.0.phrases(field::AUDIT_PROGRAMME_REPEATS).next().map(AuditProgrammeRepeats)
    }

    /// How soon a finding must be answered; for one grade or for all: `respond-within: 30 days for major`.
    pub fn respond_within(self) -> impl Iterator<Item = AuditProgrammeRespondWithin<'m>> {
        self.0.phrases(field::AUDIT_PROGRAMME_RESPOND_WITHIN).map(AuditProgrammeRespondWithin)
    }

    /// What is looked at more often or more closely, and why.
    pub fn focus(self) -> impl Iterator<Item = AuditProgrammeFocus<'m>> {
        self.0.phrases(field::AUDIT_PROGRAMME_FOCUS).map(AuditProgrammeFocus)
    }

    /// The methods used.
    pub fn method(self) -> impl Iterator<Item = AuditMethod> {
        self.0.values(field::AUDIT_PROGRAMME_METHOD).filter_map(AuditMethod::from_value)
    }

    /// How the programme works.
    pub fn body(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.values(field::AUDIT_PROGRAMME_BODY).filter(|v| v.is_known())
    }

    /// The role that answers for this. Name a role rather than a person, so that it stays true when people move.
    pub fn owner(self) -> Option<Role<'m>> {
        self.0.values(field::OWNED_OWNER).find_map(ValueRef::view)
    }

    /// The roles that must approve it.
    pub fn approver(self) -> impl Iterator<Item = Role<'m>> {
        self.0.values(field::APPROVABLE_APPROVER).filter_map(ValueRef::view)
    }

    /// The version, as readers see it. Raise it with each change of content.
    pub fn version(self) -> Option<ValueRef<'m>> {
        self.0.values(field::APPROVABLE_VERSION).find(|v| v.is_known())
    }

    /// The number or code of the document, where your organization gives it one.
    pub fn id(self) -> Option<ValueRef<'m>> {
        self.0.values(field::APPROVABLE_ID).find(|v| v.is_known())
    }

    /// Who wrote it.
    pub fn author(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.values(field::APPROVABLE_AUTHOR).filter(|v| v.is_known())
    }

    /// How long it is kept after it is no longer in force (clause 7.5.3).
    pub fn retention(self) -> Option<Duration> {
        self.0.values(field::APPROVABLE_RETENTION).find_map(ValueRef::duration)
    }

    /// Where the document is kept, if its text is not here.
    pub fn held(self) -> Option<ValueRef<'m>> {
        self.0.values(field::APPROVABLE_HELD).find(|v| v.is_known())
    }

    /// The longest time between two reviews, such as `every 12 months`.
    pub fn review(self) -> Option<ReviewedReview<'m>> {
        self.0.phrases(field::REVIEWED_REVIEW).next().map(ReviewedReview)
    }

    /// A review that took place: the day, and the role that did it.
    pub fn reviewed(self) -> impl Iterator<Item = ReviewedReviewed<'m>> {
        self.0.phrases(field::REVIEWED_REVIEWED).map(ReviewedReviewed)
    }

    /// How confidential it is. A document that extends another may raise this and never lower it.
    pub fn classification(self) -> Option<ValueRef<'m>> {
        self.0.values(field::CLASSIFIED_CLASSIFICATION).find(|v| v.is_known())
    }
}

/// In a `audit-programme`: `cycle: duration since date`.
#[derive(Clone, Copy)]
pub struct AuditProgrammeCycle<'m>(Phrase<'m>);

impl<'m> AuditProgrammeCycle<'m> {
    /// The phrase itself.
    pub fn phrase(self) -> Phrase<'m> {
        self.0
    }

    /// What stands before the first preposition.
    pub fn value(self) -> Option<Duration> {
        self.0.lead().find_map(ValueRef::duration)
    }

    /// `since date`.
    pub fn since(self) -> Option<Date> {
        self.0.part(Prep::Since).find_map(ValueRef::date)
    }
}

/// In a `audit-programme`: `repeats?: every duration`.
#[derive(Clone, Copy)]
pub struct AuditProgrammeRepeats<'m>(Phrase<'m>);

impl<'m> AuditProgrammeRepeats<'m> {
    /// The phrase itself.
    pub fn phrase(self) -> Phrase<'m> {
        self.0
    }

    /// `every duration`.
    pub fn every(self) -> Option<Duration> {
        self.0.part(Prep::Every).find_map(ValueRef::duration)
    }
}

/// In a `audit-programme`: `respond-within*: duration for? finding-grade+`.
#[derive(Clone, Copy)]
pub struct AuditProgrammeRespondWithin<'m>(Phrase<'m>);

impl<'m> AuditProgrammeRespondWithin<'m> {
    /// The phrase itself.
    pub fn phrase(self) -> Phrase<'m> {
        self.0
    }

    /// What stands before the first preposition.
    pub fn value(self) -> Option<Duration> {
        self.0.lead().find_map(ValueRef::duration)
    }

    /// `for? finding-grade+`.
    pub fn for_(self) -> impl Iterator<Item = FindingGrade> {
        self.0.part(Prep::For).filter_map(FindingGrade::from_value)
    }
}

/// In a `audit-programme`: `focus*: (control | requirement | subject | process)+ because? prose`.
#[derive(Clone, Copy)]
pub struct AuditProgrammeFocus<'m>(Phrase<'m>);

impl<'m> AuditProgrammeFocus<'m> {
    /// The phrase itself.
    pub fn phrase(self) -> Phrase<'m> {
        self.0
    }

    /// What stands before the first preposition.
    pub fn values(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.lead().filter(|v| v.is_known())
    }

    /// `because? prose`.
    pub fn because(self) -> Option<ValueRef<'m>> {
        self.0.part(Prep::Because).find(|v| v.is_known())
    }
}

view! {
    /// One audit: what was looked at, by whom, how, and what was found (clause 9.2).
    Audit = Shows::Kind(kind::AUDIT), is [Owned, Approvable, Classified]
}

impl<'m> Audit<'m> {
    /// What stands in its header: `for? scope+`.
    pub fn head_for(self) -> impl Iterator<Item = Scope<'m>> {
        self.0.head(Prep::For).filter_map(ValueRef::view)
    }

    /// What stands in its header: `against? catalog+`.
    pub fn head_against(self) -> impl Iterator<Item = Catalog<'m>> {
        self.0.head(Prep::Against).filter_map(ValueRef::view)
    }

    /// Whose audit it is.
    pub fn kind(self) -> Option<AuditKind> {
        self.0.values(field::AUDIT_KIND).find_map(AuditKind::from_value)
    }

    /// The programme it belongs to.
    pub fn programme(self) -> Option<AuditProgramme<'m>> {
        self.0.values(field::AUDIT_PROGRAMME).find_map(ValueRef::view)
    }

    /// What it is for.
    pub fn purpose(self) -> Option<ValueRef<'m>> {
        self.0.values(field::AUDIT_PURPOSE).find(|v| v.is_known())
    }

    /// The controls and clauses it looks at, less exceptions. What it covers without a finding is in order.
    pub fn covers(self) -> impl Iterator<Item = AuditCovers<'m>> {
        self.0.phrases(field::AUDIT_COVERS).map(AuditCovers)
    }

    /// Against what it is judged besides.
    pub fn criteria(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.values(field::AUDIT_CRITERIA).filter(|v| v.is_known())
    }

    /// Who leads it; in quotes, where that is somebody from outside. Nobody audits what they own (clause 9.2.2).
    pub fn led_by(self) -> Option<ValueRef<'m>> {
        self.0.values(field::AUDIT_LED_BY).find(|v| v.is_known())
    }

    /// Who else is in the audit team.
    pub fn auditors(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.values(field::AUDIT_AUDITORS).filter(|v| v.is_known())
    }

    /// Whom the auditors speak with.
    pub fn interviews(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.values(field::AUDIT_INTERVIEWS).filter(|v| v.is_known())
    }

    /// The day for which it is planned.
    pub fn planned(self) -> Option<Date> {
        self.0.values(field::AUDIT_PLANNED).find_map(ValueRef::date)
    }

    /// The day it took place or began, and the day it ended.
    pub fn performed(self) -> Option<AuditPerformed<'m>> {
        self.0.phrases(field::AUDIT_PERFORMED).next().map(AuditPerformed)
    }

    /// How it is done.
    pub fn method(self) -> impl Iterator<Item = AuditMethod> {
        self.0.values(field::AUDIT_METHOD).filter_map(AuditMethod::from_value)
    }

    /// The day its report was given, and to whom.
    pub fn reported(self) -> Option<AuditReported<'m>> {
        self.0.phrases(field::AUDIT_REPORTED).next().map(AuditReported)
    }

    /// What the auditors looked at.
    pub fn evidence(self) -> impl Iterator<Item = Evidence<'m>> {
        self.0.values(field::AUDIT_EVIDENCE).filter_map(ValueRef::view)
    }

    /// What the auditors conclude.
    pub fn conclusion(self) -> Option<ValueRef<'m>> {
        self.0.values(field::AUDIT_CONCLUSION).find(|v| v.is_known())
    }

    /// The report.
    pub fn body(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.values(field::AUDIT_BODY).filter(|v| v.is_known())
    }

    /// The role that answers for this. Name a role rather than a person, so that it stays true when people move.
    pub fn owner(self) -> Option<Role<'m>> {
        self.0.values(field::OWNED_OWNER).find_map(ValueRef::view)
    }

    /// The roles that must approve it.
    pub fn approver(self) -> impl Iterator<Item = Role<'m>> {
        self.0.values(field::APPROVABLE_APPROVER).filter_map(ValueRef::view)
    }

    /// The version, as readers see it. Raise it with each change of content.
    pub fn version(self) -> Option<ValueRef<'m>> {
        self.0.values(field::APPROVABLE_VERSION).find(|v| v.is_known())
    }

    /// The number or code of the document, where your organization gives it one.
    pub fn id(self) -> Option<ValueRef<'m>> {
        self.0.values(field::APPROVABLE_ID).find(|v| v.is_known())
    }

    /// Who wrote it.
    pub fn author(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.values(field::APPROVABLE_AUTHOR).filter(|v| v.is_known())
    }

    /// How long it is kept after it is no longer in force (clause 7.5.3).
    pub fn retention(self) -> Option<Duration> {
        self.0.values(field::APPROVABLE_RETENTION).find_map(ValueRef::duration)
    }

    /// Where the document is kept, if its text is not here.
    pub fn held(self) -> Option<ValueRef<'m>> {
        self.0.values(field::APPROVABLE_HELD).find(|v| v.is_known())
    }

    /// How confidential it is. A document that extends another may raise this and never lower it.
    pub fn classification(self) -> Option<ValueRef<'m>> {
        self.0.values(field::CLASSIFIED_CLASSIFICATION).find(|v| v.is_known())
    }
}

/// In a `audit`: `covers*: (control | requirement)+ except? (control | requirement)+`.
#[derive(Clone, Copy)]
pub struct AuditCovers<'m>(Phrase<'m>);

impl<'m> AuditCovers<'m> {
    /// The phrase itself.
    pub fn phrase(self) -> Phrase<'m> {
        self.0
    }

    /// What stands before the first preposition.
    pub fn values(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.lead().filter(|v| v.is_known())
    }

    /// `except? (control | requirement)+`.
    pub fn except(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.part(Prep::Except).filter(|v| v.is_known())
    }
}

/// In a `audit`: `performed?: date until? date`.
#[derive(Clone, Copy)]
pub struct AuditPerformed<'m>(Phrase<'m>);

impl<'m> AuditPerformed<'m> {
    /// The phrase itself.
    pub fn phrase(self) -> Phrase<'m> {
        self.0
    }

    /// What stands before the first preposition.
    pub fn value(self) -> Option<Date> {
        self.0.lead().find_map(ValueRef::date)
    }

    /// `until? date`.
    pub fn until(self) -> Option<Date> {
        self.0.part(Prep::Until).find_map(ValueRef::date)
    }
}

/// In a `audit`: `reported?: date to? role+`.
#[derive(Clone, Copy)]
pub struct AuditReported<'m>(Phrase<'m>);

impl<'m> AuditReported<'m> {
    /// The phrase itself.
    pub fn phrase(self) -> Phrase<'m> {
        self.0
    }

    /// What stands before the first preposition.
    pub fn value(self) -> Option<Date> {
        self.0.lead().find_map(ValueRef::date)
    }

    /// `to? role+`.
    pub fn to(self) -> impl Iterator<Item = Role<'m>> {
        self.0.part(Prep::To).filter_map(ValueRef::view)
    }
}

view! {
    /// Something that an audit, a review or an incident brought to light.
    Finding = Shows::Kind(kind::FINDING), is [Owned]
}

impl<'m> Finding<'m> {
    /// How serious it is.
    pub fn grade(self) -> Option<FindingGrade> {
        self.0.values(field::FINDING_GRADE).find_map(FindingGrade::from_value)
    }

    /// What it departs from.
    pub fn breaches(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.values(field::FINDING_BREACHES).filter(|v| v.is_known())
    }

    /// Where it was seen.
    pub fn seen_at(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.values(field::FINDING_SEEN_AT).filter(|v| v.is_known())
    }

    /// The day it was found, and by whom.
    pub fn found(self) -> Option<FindingFound<'m>> {
        self.0.phrases(field::FINDING_FOUND).next().map(FindingFound)
    }

    /// What the finding rests on.
    pub fn evidence(self) -> impl Iterator<Item = Evidence<'m>> {
        self.0.values(field::FINDING_EVIDENCE).filter_map(ValueRef::view)
    }

    /// What was done at once to put it right.
    pub fn correction(self) -> Option<ValueRef<'m>> {
        self.0.values(field::FINDING_CORRECTION).find(|v| v.is_known())
    }

    /// Why it came about.
    pub fn cause(self) -> Option<ValueRef<'m>> {
        self.0.values(field::FINDING_CAUSE).find(|v| v.is_known())
    }

    /// Whether the same may exist elsewhere, and how that was looked into (clause 10.2 b).
    pub fn similar(self) -> Option<FindingSimilar<'m>> {
        self.0.phrases(field::FINDING_SIMILAR).next().map(FindingSimilar)
    }

    /// What is done so that it does not come back. Where nothing is needed: `none because "…"`.
    pub fn corrective_action(self) -> impl Iterator<Item = FindingCorrectiveAction<'m>> {
        self.0.phrases(field::FINDING_CORRECTIVE_ACTION).map(FindingCorrectiveAction)
    }

    /// The day on which an answer to it was given, and by whom: what is done about it, or why nothing is.
    pub fn answered(self) -> Option<FindingAnswered<'m>> {
        self.0.phrases(field::FINDING_ANSWERED).next().map(FindingAnswered)
    }

    /// The earlier finding that has come back.
    pub fn recurs(self) -> Option<Finding<'m>> {
        self.0.values(field::FINDING_RECURS).find_map(ValueRef::view)
    }

    /// The day it was closed, and by whom.
    pub fn closed(self) -> Option<FindingClosed<'m>> {
        self.0.phrases(field::FINDING_CLOSED).next().map(FindingClosed)
    }

    /// The finding in full.
    pub fn body(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.values(field::FINDING_BODY).filter(|v| v.is_known())
    }

    /// The role that answers for this. Name a role rather than a person, so that it stays true when people move.
    pub fn owner(self) -> Option<Role<'m>> {
        self.0.values(field::OWNED_OWNER).find_map(ValueRef::view)
    }
}

/// In a `finding`: `found?: date by? (role | person | text)`.
#[derive(Clone, Copy)]
pub struct FindingFound<'m>(Phrase<'m>);

impl<'m> FindingFound<'m> {
    /// The phrase itself.
    pub fn phrase(self) -> Phrase<'m> {
        self.0
    }

    /// What stands before the first preposition.
    pub fn value(self) -> Option<Date> {
        self.0.lead().find_map(ValueRef::date)
    }

    /// `by? (role | person | text)`.
    pub fn by(self) -> Option<ValueRef<'m>> {
        self.0.part(Prep::By).find(|v| v.is_known())
    }
}

/// In a `finding`: `similar?: bool because? prose`.
#[derive(Clone, Copy)]
pub struct FindingSimilar<'m>(Phrase<'m>);

impl<'m> FindingSimilar<'m> {
    /// The phrase itself.
    pub fn phrase(self) -> Phrase<'m> {
        self.0
    }

    /// What stands before the first preposition.
    pub fn value(self) -> Option<bool> {
        self.0.lead().find_map(ValueRef::bool)
    }

    /// `because? prose`.
    pub fn because(self) -> Option<ValueRef<'m>> {
        self.0.part(Prep::Because).find(|v| v.is_known())
    }
}

/// In a `finding`: `corrective-action*: action+ because? prose`.
#[derive(Clone, Copy)]
pub struct FindingCorrectiveAction<'m>(Phrase<'m>);

impl<'m> FindingCorrectiveAction<'m> {
    /// The phrase itself.
    pub fn phrase(self) -> Phrase<'m> {
        self.0
    }

    /// What stands before the first preposition.
    pub fn values(self) -> impl Iterator<Item = Action<'m>> {
        self.0.lead().filter_map(ValueRef::view)
    }

    /// `because? prose`.
    pub fn because(self) -> Option<ValueRef<'m>> {
        self.0.part(Prep::Because).find(|v| v.is_known())
    }
}

/// In a `finding`: `answered?: date by? (role | person)`.
#[derive(Clone, Copy)]
pub struct FindingAnswered<'m>(Phrase<'m>);

impl<'m> FindingAnswered<'m> {
    /// The phrase itself.
    pub fn phrase(self) -> Phrase<'m> {
        self.0
    }

    /// What stands before the first preposition.
    pub fn value(self) -> Option<Date> {
        self.0.lead().find_map(ValueRef::date)
    }

    /// `by? (role | person)`.
    pub fn by(self) -> Option<ValueRef<'m>> {
        self.0.part(Prep::By).find(|v| v.is_known())
    }
}

/// In a `finding`: `closed?: date by? (role | person)`.
#[derive(Clone, Copy)]
pub struct FindingClosed<'m>(Phrase<'m>);

impl<'m> FindingClosed<'m> {
    /// The phrase itself.
    pub fn phrase(self) -> Phrase<'m> {
        self.0
    }

    /// What stands before the first preposition.
    pub fn value(self) -> Option<Date> {
        self.0.lead().find_map(ValueRef::date)
    }

    /// `by? (role | person)`.
    pub fn by(self) -> Option<ValueRef<'m>> {
        self.0.part(Prep::By).find(|v| v.is_known())
    }
}

view! {
    /// The review of the management system by top management (clause 9.3). Each input of clause 9.3.2 names what was
    /// looked at, or says why there was nothing: `party-feedback: none because "No feedback was received"`.
    ManagementReview = Shows::Kind(kind::MANAGEMENT_REVIEW), is [Owned, Approvable, Classified]
}

impl<'m> ManagementReview<'m> {
    /// What stands in its header: `for? scope+`.
    pub fn head_for(self) -> impl Iterator<Item = Scope<'m>> {
        self.0.head(Prep::For).filter_map(ValueRef::view)
    }

    /// The day for which it is planned.
    pub fn planned(self) -> Option<Date> {
        self.0.values(field::MANAGEMENT_REVIEW_PLANNED).find_map(ValueRef::date)
    }

    /// The day it took place.
    pub fn performed(self) -> Option<Date> {
        self.0.values(field::MANAGEMENT_REVIEW_PERFORMED).find_map(ValueRef::date)
    }

    /// How often it takes place. The next one is due this long after the last; without it, 12 months.
    pub fn repeats(self) -> Option<ManagementReviewRepeats<'m>> {
        self.0.phrases(field::MANAGEMENT_REVIEW_REPEATS).next().map(ManagementReviewRepeats)
    }

    /// Who led it.
    pub fn chaired_by(self) -> Option<Role<'m>> {
        self.0.values(field::MANAGEMENT_REVIEW_CHAIRED_BY).find_map(ValueRef::view)
    }

    /// Who took part.
    pub fn attended_by(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.values(field::MANAGEMENT_REVIEW_ATTENDED_BY).filter(|v| v.is_known())
    }

    /// What became of what earlier reviews decided (9.3.2 a).
    pub fn previous_actions(self) -> impl Iterator<Item = ManagementReviewPreviousActions<'m>> {
        self.0.phrases(field::MANAGEMENT_REVIEW_PREVIOUS_ACTIONS).map(ManagementReviewPreviousActions)
    }

    /// What has changed inside and outside (9.3.2 b).
    pub fn changed_issues(self) -> impl Iterator<Item = ManagementReviewChangedIssues<'m>> {
        self.0.phrases(field::MANAGEMENT_REVIEW_CHANGED_ISSUES).map(ManagementReviewChangedIssues)
    }

    /// What has changed in what interested parties need and expect (9.3.2 c).
    pub fn changed_needs(self) -> impl Iterator<Item = ManagementReviewChangedNeeds<'m>> {
        self.0.phrases(field::MANAGEMENT_REVIEW_CHANGED_NEEDS).map(ManagementReviewChangedNeeds)
    }

    /// Nonconformities, and what was done about them (9.3.2 d).
    pub fn nonconformities(self) -> impl Iterator<Item = ManagementReviewNonconformities<'m>> {
        self.0.phrases(field::MANAGEMENT_REVIEW_NONCONFORMITIES).map(ManagementReviewNonconformities)
    }

    /// What measuring and monitoring showed (9.3.2 d).
    pub fn measurements(self) -> impl Iterator<Item = ManagementReviewMeasurements<'m>> {
        self.0.phrases(field::MANAGEMENT_REVIEW_MEASUREMENTS).map(ManagementReviewMeasurements)
    }

    /// What audits showed (9.3.2 d).
    pub fn audit_results(self) -> impl Iterator<Item = ManagementReviewAuditResults<'m>> {
        self.0.phrases(field::MANAGEMENT_REVIEW_AUDIT_RESULTS).map(ManagementReviewAuditResults)
    }

    /// Which objectives are reached (9.3.2 d).
    pub fn objectives(self) -> impl Iterator<Item = ManagementReviewObjectives<'m>> {
        self.0.phrases(field::MANAGEMENT_REVIEW_OBJECTIVES).map(ManagementReviewObjectives)
    }

    /// What interested parties had to say (9.3.2 e).
    pub fn party_feedback(self) -> impl Iterator<Item = ManagementReviewPartyFeedback<'m>> {
        self.0.phrases(field::MANAGEMENT_REVIEW_PARTY_FEEDBACK).map(ManagementReviewPartyFeedback)
    }

    /// What the risk assessment showed, and how the treatment plan stands (9.3.2 f). Overdue treatments belong here.
    pub fn risk_and_plan(self) -> impl Iterator<Item = ManagementReviewRiskAndPlan<'m>> {
        self.0.phrases(field::MANAGEMENT_REVIEW_RISK_AND_PLAN).map(ManagementReviewRiskAndPlan)
    }

    /// Where the management system can become better (9.3.2 g).
    pub fn improvements(self) -> impl Iterator<Item = ManagementReviewImprovements<'m>> {
        self.0.phrases(field::MANAGEMENT_REVIEW_IMPROVEMENTS).map(ManagementReviewImprovements)
    }

    /// What was decided (9.3.3).
    pub fn decisions(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.values(field::MANAGEMENT_REVIEW_DECISIONS).filter(|v| v.is_known())
    }

    /// What is to be done because of it (9.3.3).
    pub fn actions(self) -> impl Iterator<Item = Action<'m>> {
        self.0.values(field::MANAGEMENT_REVIEW_ACTIONS).filter_map(ValueRef::view)
    }

    /// What is to change in the management system (9.3.3).
    pub fn changes(self) -> impl Iterator<Item = Change<'m>> {
        self.0.values(field::MANAGEMENT_REVIEW_CHANGES).filter_map(ValueRef::view)
    }

    /// The minutes.
    pub fn body(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.values(field::MANAGEMENT_REVIEW_BODY).filter(|v| v.is_known())
    }

    /// The role that answers for this. Name a role rather than a person, so that it stays true when people move.
    pub fn owner(self) -> Option<Role<'m>> {
        self.0.values(field::OWNED_OWNER).find_map(ValueRef::view)
    }

    /// The roles that must approve it.
    pub fn approver(self) -> impl Iterator<Item = Role<'m>> {
        self.0.values(field::APPROVABLE_APPROVER).filter_map(ValueRef::view)
    }

    /// The version, as readers see it. Raise it with each change of content.
    pub fn version(self) -> Option<ValueRef<'m>> {
        self.0.values(field::APPROVABLE_VERSION).find(|v| v.is_known())
    }

    /// The number or code of the document, where your organization gives it one.
    pub fn id(self) -> Option<ValueRef<'m>> {
        self.0.values(field::APPROVABLE_ID).find(|v| v.is_known())
    }

    /// Who wrote it.
    pub fn author(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.values(field::APPROVABLE_AUTHOR).filter(|v| v.is_known())
    }

    /// How long it is kept after it is no longer in force (clause 7.5.3).
    pub fn retention(self) -> Option<Duration> {
        self.0.values(field::APPROVABLE_RETENTION).find_map(ValueRef::duration)
    }

    /// Where the document is kept, if its text is not here.
    pub fn held(self) -> Option<ValueRef<'m>> {
        self.0.values(field::APPROVABLE_HELD).find(|v| v.is_known())
    }

    /// How confidential it is. A document that extends another may raise this and never lower it.
    pub fn classification(self) -> Option<ValueRef<'m>> {
        self.0.values(field::CLASSIFIED_CLASSIFICATION).find(|v| v.is_known())
    }
}

/// In a `management-review`: `repeats?: every duration`.
#[derive(Clone, Copy)]
pub struct ManagementReviewRepeats<'m>(Phrase<'m>);

impl<'m> ManagementReviewRepeats<'m> {
    /// The phrase itself.
    pub fn phrase(self) -> Phrase<'m> {
        self.0
    }

    /// `every duration`.
    pub fn every(self) -> Option<Duration> {
        self.0.part(Prep::Every).find_map(ValueRef::duration)
    }
}

/// In a `management-review`: `previous-actions*: (action | management-review)+ because? prose`.
#[derive(Clone, Copy)]
pub struct ManagementReviewPreviousActions<'m>(Phrase<'m>);

impl<'m> ManagementReviewPreviousActions<'m> {
    /// The phrase itself.
    pub fn phrase(self) -> Phrase<'m> {
        self.0
    }

    /// What stands before the first preposition.
    pub fn values(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.lead().filter(|v| v.is_known())
    }

    /// `because? prose`.
    pub fn because(self) -> Option<ValueRef<'m>> {
        self.0.part(Prep::Because).find(|v| v.is_known())
    }
}

/// In a `management-review`: `changed-issues*: (issue | change)+ because? prose`.
#[derive(Clone, Copy)]
pub struct ManagementReviewChangedIssues<'m>(Phrase<'m>);

impl<'m> ManagementReviewChangedIssues<'m> {
    /// The phrase itself.
    pub fn phrase(self) -> Phrase<'m> {
        self.0
    }

    /// What stands before the first preposition.
    pub fn values(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.lead().filter(|v| v.is_known())
    }

    /// `because? prose`.
    pub fn because(self) -> Option<ValueRef<'m>> {
        self.0.part(Prep::Because).find(|v| v.is_known())
    }
}

/// In a `management-review`: `changed-needs*: (need | interested-party | obligation)+ because? prose`.
#[derive(Clone, Copy)]
pub struct ManagementReviewChangedNeeds<'m>(Phrase<'m>);

impl<'m> ManagementReviewChangedNeeds<'m> {
    /// The phrase itself.
    pub fn phrase(self) -> Phrase<'m> {
        self.0
    }

    /// What stands before the first preposition.
    pub fn values(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.lead().filter(|v| v.is_known())
    }

    /// `because? prose`.
    pub fn because(self) -> Option<ValueRef<'m>> {
        self.0.part(Prep::Because).find(|v| v.is_known())
    }
}

/// In a `management-review`: `nonconformities*: (finding | action | incident)+ because? prose`.
#[derive(Clone, Copy)]
pub struct ManagementReviewNonconformities<'m>(Phrase<'m>);

impl<'m> ManagementReviewNonconformities<'m> {
    /// The phrase itself.
    pub fn phrase(self) -> Phrase<'m> {
        self.0
    }

    /// What stands before the first preposition.
    pub fn values(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.lead().filter(|v| v.is_known())
    }

    /// `because? prose`.
    pub fn because(self) -> Option<ValueRef<'m>> {
        self.0.part(Prep::Because).find(|v| v.is_known())
    }
}

/// In a `management-review`: `measurements*: (measure | evidence)+ because? prose`.
#[derive(Clone, Copy)]
pub struct ManagementReviewMeasurements<'m>(Phrase<'m>);

impl<'m> ManagementReviewMeasurements<'m> {
    /// The phrase itself.
    pub fn phrase(self) -> Phrase<'m> {
        self.0
    }

    /// What stands before the first preposition.
    pub fn values(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.lead().filter(|v| v.is_known())
    }

    /// `because? prose`.
    pub fn because(self) -> Option<ValueRef<'m>> {
        self.0.part(Prep::Because).find(|v| v.is_known())
    }
}

/// In a `management-review`: `audit-results*: audit+ because? prose`.
#[derive(Clone, Copy)]
pub struct ManagementReviewAuditResults<'m>(Phrase<'m>);

impl<'m> ManagementReviewAuditResults<'m> {
    /// The phrase itself.
    pub fn phrase(self) -> Phrase<'m> {
        self.0
    }

    /// What stands before the first preposition.
    pub fn values(self) -> impl Iterator<Item = Audit<'m>> {
        self.0.lead().filter_map(ValueRef::view)
    }

    /// `because? prose`.
    pub fn because(self) -> Option<ValueRef<'m>> {
        self.0.part(Prep::Because).find(|v| v.is_known())
    }
}

/// In a `management-review`: `objectives*: objective+ because? prose`.
#[derive(Clone, Copy)]
pub struct ManagementReviewObjectives<'m>(Phrase<'m>);

impl<'m> ManagementReviewObjectives<'m> {
    /// The phrase itself.
    pub fn phrase(self) -> Phrase<'m> {
        self.0
    }

    /// What stands before the first preposition.
    pub fn values(self) -> impl Iterator<Item = Objective<'m>> {
        self.0.lead().filter_map(ValueRef::view)
    }

    /// `because? prose`.
    pub fn because(self) -> Option<ValueRef<'m>> {
        self.0.part(Prep::Because).find(|v| v.is_known())
    }
}

/// In a `management-review`: `party-feedback*: (interested-party | need | communication | evidence | text)+ because? prose`.
#[derive(Clone, Copy)]
pub struct ManagementReviewPartyFeedback<'m>(Phrase<'m>);

impl<'m> ManagementReviewPartyFeedback<'m> {
    /// The phrase itself.
    pub fn phrase(self) -> Phrase<'m> {
        self.0
    }

    /// What stands before the first preposition.
    pub fn values(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.lead().filter(|v| v.is_known())
    }

    /// `because? prose`.
    pub fn because(self) -> Option<ValueRef<'m>> {
        self.0.part(Prep::Because).find(|v| v.is_known())
    }
}

/// In a `management-review`: `risk-and-plan*: (risk-method | risk)+ because? prose`.
#[derive(Clone, Copy)]
pub struct ManagementReviewRiskAndPlan<'m>(Phrase<'m>);

impl<'m> ManagementReviewRiskAndPlan<'m> {
    /// The phrase itself.
    pub fn phrase(self) -> Phrase<'m> {
        self.0
    }

    /// What stands before the first preposition.
    pub fn values(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.lead().filter(|v| v.is_known())
    }

    /// `because? prose`.
    pub fn because(self) -> Option<ValueRef<'m>> {
        self.0.part(Prep::Because).find(|v| v.is_known())
    }
}

/// In a `management-review`: `improvements*: (opportunity | action | finding)+ because? prose`.
#[derive(Clone, Copy)]
pub struct ManagementReviewImprovements<'m>(Phrase<'m>);

impl<'m> ManagementReviewImprovements<'m> {
    /// The phrase itself.
    pub fn phrase(self) -> Phrase<'m> {
        self.0
    }

    /// What stands before the first preposition.
    pub fn values(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.lead().filter(|v| v.is_known())
    }

    /// `because? prose`.
    pub fn because(self) -> Option<ValueRef<'m>> {
        self.0.part(Prep::Because).find(|v| v.is_known())
    }
}

view! {
    /// Something that happened and harmed information security, or may have (A.5.24 to A.5.28).
    Incident = Shows::Kind(kind::INCIDENT), is [Owned, Classified]
}

impl<'m> Incident<'m> {
    /// What stands in its header: `for? scope+`.
    pub fn head_for(self) -> impl Iterator<Item = Scope<'m>> {
        self.0.head(Prep::For).filter_map(ValueRef::view)
    }

    /// How serious it is, once somebody has judged it (A.5.25).
    pub fn severity(self) -> Option<ValueRef<'m>> {
        self.0.values(field::INCIDENT_SEVERITY).find(|v| v.is_known())
    }

    /// The day it was judged, and by whom.
    pub fn assessed(self) -> Option<IncidentAssessed<'m>> {
        self.0.phrases(field::INCIDENT_ASSESSED).next().map(IncidentAssessed)
    }

    /// The day it happened or began.
    pub fn occurred(self) -> Option<Date> {
        self.0.values(field::INCIDENT_OCCURRED).find_map(ValueRef::date)
    }

    /// The day it was noticed, and by whom. Time limits for reporting begin here.
    pub fn detected(self) -> Option<IncidentDetected<'m>> {
        self.0.phrases(field::INCIDENT_DETECTED).next().map(IncidentDetected)
    }

    /// The day its spread was stopped.
    pub fn contained(self) -> Option<Date> {
        self.0.values(field::INCIDENT_CONTAINED).find_map(ValueRef::date)
    }

    /// The day everything worked again.
    pub fn recovered(self) -> Option<Date> {
        self.0.values(field::INCIDENT_RECOVERED).find_map(ValueRef::date)
    }

    /// The day it was closed.
    pub fn closed(self) -> Option<Date> {
        self.0.values(field::INCIDENT_CLOSED).find_map(ValueRef::date)
    }

    /// What was hit.
    pub fn hit(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.values(field::INCIDENT_HIT).filter(|v| v.is_known())
    }

    /// What was lost: confidentiality, integrity, availability.
    pub fn affects(self) -> impl Iterator<Item = Property> {
        self.0.values(field::INCIDENT_AFFECTS).filter_map(Property::from_value)
    }

    /// Whether personal data was touched.
    pub fn personal_data(self) -> Option<IncidentPersonalData<'m>> {
        self.0.phrases(field::INCIDENT_PERSONAL_DATA).next().map(IncidentPersonalData)
    }

    /// The obligations under which it must be reported.
    pub fn notifiable(self) -> impl Iterator<Item = Obligation<'m>> {
        self.0.values(field::INCIDENT_NOTIFIABLE).filter_map(ValueRef::view)
    }

    /// The day on which it was reported under an obligation or to a party, and what shows it.
    pub fn notified(self) -> impl Iterator<Item = IncidentNotified<'m>> {
        self.0.phrases(field::INCIDENT_NOTIFIED).map(IncidentNotified)
    }

    /// Why it came about.
    pub fn cause(self) -> Option<ValueRef<'m>> {
        self.0.values(field::INCIDENT_CAUSE).find(|v| v.is_known())
    }

    /// What was learned from it (A.5.27).
    pub fn lessons(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.values(field::INCIDENT_LESSONS).filter(|v| v.is_known())
    }

    /// What is done because of it.
    pub fn actions(self) -> impl Iterator<Item = Action<'m>> {
        self.0.values(field::INCIDENT_ACTIONS).filter_map(ValueRef::view)
    }

    /// The risks it was an instance of, or that it changes.
    pub fn risks(self) -> impl Iterator<Item = Risk<'m>> {
        self.0.values(field::INCIDENT_RISKS).filter_map(ValueRef::view)
    }

    /// What was kept of it (A.5.28).
    pub fn evidence(self) -> impl Iterator<Item = Evidence<'m>> {
        self.0.values(field::INCIDENT_EVIDENCE).filter_map(ValueRef::view)
    }

    /// What it cost.
    pub fn cost(self) -> Option<ValueRef<'m>> {
        self.0.values(field::INCIDENT_COST).find(|v| v.is_known())
    }

    /// What happened, in order.
    pub fn body(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.values(field::INCIDENT_BODY).filter(|v| v.is_known())
    }

    /// The role that answers for this. Name a role rather than a person, so that it stays true when people move.
    pub fn owner(self) -> Option<Role<'m>> {
        self.0.values(field::OWNED_OWNER).find_map(ValueRef::view)
    }

    /// How confidential it is. A document that extends another may raise this and never lower it.
    pub fn classification(self) -> Option<ValueRef<'m>> {
        self.0.values(field::CLASSIFIED_CLASSIFICATION).find(|v| v.is_known())
    }
}

/// In a `incident`: `assessed?: date by? role`.
#[derive(Clone, Copy)]
pub struct IncidentAssessed<'m>(Phrase<'m>);

impl<'m> IncidentAssessed<'m> {
    /// The phrase itself.
    pub fn phrase(self) -> Phrase<'m> {
        self.0
    }

    /// What stands before the first preposition.
    pub fn value(self) -> Option<Date> {
        self.0.lead().find_map(ValueRef::date)
    }

    /// `by? role`.
    pub fn by(self) -> Option<Role<'m>> {
        self.0.part(Prep::By).find_map(ValueRef::view)
    }
}

/// In a `incident`: `detected: date by? (role | team | supplier | interested-party)`.
#[derive(Clone, Copy)]
pub struct IncidentDetected<'m>(Phrase<'m>);

impl<'m> IncidentDetected<'m> {
    /// The phrase itself.
    pub fn phrase(self) -> Phrase<'m> {
        self.0
    }

    /// What stands before the first preposition.
    pub fn value(self) -> Option<Date> {
        self.0.lead().find_map(ValueRef::date)
    }

    /// `by? (role | team | supplier | interested-party)`.
    pub fn by(self) -> Option<ValueRef<'m>> {
        self.0.part(Prep::By).find(|v| v.is_known())
    }
}

/// In a `incident`: `personal-data?: bool because? prose`.
#[derive(Clone, Copy)]
pub struct IncidentPersonalData<'m>(Phrase<'m>);

impl<'m> IncidentPersonalData<'m> {
    /// The phrase itself.
    pub fn phrase(self) -> Phrase<'m> {
        self.0
    }

    /// What stands before the first preposition.
    pub fn value(self) -> Option<bool> {
        self.0.lead().find_map(ValueRef::bool)
    }

    /// `because? prose`.
    pub fn because(self) -> Option<ValueRef<'m>> {
        self.0.part(Prep::Because).find(|v| v.is_known())
    }
}

/// In a `incident`: `notified*: (obligation | interested-party)+ on date with? evidence+`.
#[derive(Clone, Copy)]
pub struct IncidentNotified<'m>(Phrase<'m>);

impl<'m> IncidentNotified<'m> {
    /// The phrase itself.
    pub fn phrase(self) -> Phrase<'m> {
        self.0
    }

    /// What stands before the first preposition.
    pub fn values(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.lead().filter(|v| v.is_known())
    }

    /// `on date`.
    pub fn on(self) -> Option<Date> {
        self.0.part(Prep::On).find_map(ValueRef::date)
    }

    /// `with? evidence+`.
    pub fn with(self) -> impl Iterator<Item = Evidence<'m>> {
        self.0.part(Prep::With).filter_map(ValueRef::view)
    }
}

view! {
    /// Something that somebody is to do by a certain day.
    Action = Shows::Kind(kind::ACTION), is [Owned]
}

impl<'m> Action<'m> {
    /// What stands in its header: `for? scope+`.
    pub fn head_for(self) -> impl Iterator<Item = Scope<'m>> {
        self.0.head(Prep::For).filter_map(ValueRef::view)
    }

    /// What it is an answer to, where nothing else names this action.
    pub fn answers(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.values(field::ACTION_ANSWERS).filter(|v| v.is_known())
    }

    /// The day by which it is to be done.
    pub fn deadline(self) -> Option<Date> {
        self.0.values(field::ACTION_DEADLINE).find_map(ValueRef::date)
    }

    /// Whether it is still open.
    pub fn status(self) -> Option<ActionStatus> {
        self.0.values(field::ACTION_STATUS).find_map(ActionStatus::from_value)
    }

    /// The day on which it was done.
    pub fn completed(self) -> Option<Date> {
        self.0.values(field::ACTION_COMPLETED).find_map(ValueRef::date)
    }

    /// What is needed for it: people, money, tools.
    pub fn resources(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.values(field::ACTION_RESOURCES).filter(|v| v.is_known())
    }

    /// What it costs.
    pub fn cost(self) -> Option<ValueRef<'m>> {
        self.0.values(field::ACTION_COST).find(|v| v.is_known())
    }

    /// The day somebody made sure that it worked, who that was, and what shows it (clause 10.2 d).
    pub fn verified(self) -> Option<ActionVerified<'m>> {
        self.0.phrases(field::ACTION_VERIFIED).next().map(ActionVerified)
    }

    /// Whether it worked, and how one can tell.
    pub fn effective(self) -> Option<ActionEffective<'m>> {
        self.0.phrases(field::ACTION_EFFECTIVE).next().map(ActionEffective)
    }

    /// How it is done.
    pub fn body(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.values(field::ACTION_BODY).filter(|v| v.is_known())
    }

    /// The role that answers for this. Name a role rather than a person, so that it stays true when people move.
    pub fn owner(self) -> Option<Role<'m>> {
        self.0.values(field::OWNED_OWNER).find_map(ValueRef::view)
    }
}

/// In a `action`: `verified?: date by? (role | person) with? evidence+`.
#[derive(Clone, Copy)]
pub struct ActionVerified<'m>(Phrase<'m>);

impl<'m> ActionVerified<'m> {
    /// The phrase itself.
    pub fn phrase(self) -> Phrase<'m> {
        self.0
    }

    /// What stands before the first preposition.
    pub fn value(self) -> Option<Date> {
        self.0.lead().find_map(ValueRef::date)
    }

    /// `by? (role | person)`.
    pub fn by(self) -> Option<ValueRef<'m>> {
        self.0.part(Prep::By).find(|v| v.is_known())
    }

    /// `with? evidence+`.
    pub fn with(self) -> impl Iterator<Item = Evidence<'m>> {
        self.0.part(Prep::With).filter_map(ValueRef::view)
    }
}

/// In a `action`: `effective?: bool because? prose`.
#[derive(Clone, Copy)]
pub struct ActionEffective<'m>(Phrase<'m>);

impl<'m> ActionEffective<'m> {
    /// The phrase itself.
    pub fn phrase(self) -> Phrase<'m> {
        self.0
    }

    /// What stands before the first preposition.
    pub fn value(self) -> Option<bool> {
        self.0.lead().find_map(ValueRef::bool)
    }

    /// `because? prose`.
    pub fn because(self) -> Option<ValueRef<'m>> {
        self.0.part(Prep::Because).find(|v| v.is_known())
    }
}

view! {
    /// The way to a certificate, and the years of keeping it. The certificate itself is declared within, with its number.
    Certification = Shows::Kind(kind::CERTIFICATION), is [Owned]
}

impl<'m> Certification<'m> {
    /// What stands in its header: `for? scope+`.
    pub fn head_for(self) -> impl Iterator<Item = Scope<'m>> {
        self.0.head(Prep::For).filter_map(ValueRef::view)
    }

    /// What stands in its header: `against? catalog+`.
    pub fn head_against(self) -> impl Iterator<Item = Catalog<'m>> {
        self.0.head(Prep::Against).filter_map(ValueRef::view)
    }

    /// The certification body.
    pub fn body(self) -> Option<ValueRef<'m>> {
        self.0.values(field::CERTIFICATION_BODY).find(|v| v.is_known())
    }

    /// Who accredited the certification body.
    pub fn accredited_by(self) -> Option<ValueRef<'m>> {
        self.0.values(field::CERTIFICATION_ACCREDITED_BY).find(|v| v.is_known())
    }

    /// The day of the application.
    pub fn applied(self) -> Option<Date> {
        self.0.values(field::CERTIFICATION_APPLIED).find_map(ValueRef::date)
    }

    /// The day of an audit before the audit, where there is one.
    pub fn pre_audit(self) -> Option<Date> {
        self.0.values(field::CERTIFICATION_PRE_AUDIT).find_map(ValueRef::date)
    }

    /// The first day of stage 1: documents and readiness.
    pub fn stage_1(self) -> Option<Date> {
        self.0.values(field::CERTIFICATION_STAGE_1).find_map(ValueRef::date)
    }

    /// The first day of stage 2: what is done in practice.
    pub fn stage_2(self) -> Option<Date> {
        self.0.values(field::CERTIFICATION_STAGE_2).find_map(ValueRef::date)
    }

    /// The day of a surveillance audit.
    pub fn surveillance(self) -> impl Iterator<Item = Date> {
        self.0.values(field::CERTIFICATION_SURVEILLANCE).filter_map(ValueRef::date)
    }

    /// The day of the audit for the next three years.
    pub fn recertification(self) -> Option<Date> {
        self.0.values(field::CERTIFICATION_RECERTIFICATION).find_map(ValueRef::date)
    }

    /// A reason for which the audit may take longer or shorter than the table of ISO/IEC 27006-1 says, and by how much:
    /// `time-adjustment: -10% because "One site, one product"`. The body decides.
    pub fn time_adjustment(self) -> impl Iterator<Item = CertificationTimeAdjustment<'m>> {
        self.0.phrases(field::CERTIFICATION_TIME_ADJUSTMENT).map(CertificationTimeAdjustment)
    }

    /// The days of audit that the body has offered.
    pub fn audit_days(self) -> Option<Decimal> {
        self.0.values(field::CERTIFICATION_AUDIT_DAYS).find_map(ValueRef::number)
    }

    /// What there is to note.
    pub fn notes(self) -> Option<ValueRef<'m>> {
        self.0.values(field::CERTIFICATION_NOTES).find(|v| v.is_known())
    }

    /// The role that answers for this. Name a role rather than a person, so that it stays true when people move.
    pub fn owner(self) -> Option<Role<'m>> {
        self.0.values(field::OWNED_OWNER).find_map(ValueRef::view)
    }
}

/// In a `certification`: `time-adjustment*: percent because prose`.
#[derive(Clone, Copy)]
pub struct CertificationTimeAdjustment<'m>(Phrase<'m>);

impl<'m> CertificationTimeAdjustment<'m> {
    /// The phrase itself.
    pub fn phrase(self) -> Phrase<'m> {
        self.0
    }

    /// What stands before the first preposition.
    pub fn value(self) -> Option<Decimal> {
        self.0.lead().find_map(ValueRef::number)
    }

    /// `because prose`.
    pub fn because(self) -> Option<ValueRef<'m>> {
        self.0.part(Prep::Because).find(|v| v.is_known())
    }
}

view! {
    /// A standard, law or framework: its groups, controls and requirements, by number and short title.
    Catalog = Shows::Kind(kind::CATALOG), is []
}

impl<'m> Catalog<'m> {
    /// The edition, such as "2022".
    pub fn edition(self) -> Option<ValueRef<'m>> {
        self.0.values(field::CATALOG_EDITION).find(|v| v.is_known())
    }

    /// Where it comes from.
    pub fn source(self) -> Option<ValueRef<'m>> {
        self.0.values(field::CATALOG_SOURCE).find(|v| v.is_known())
    }

    /// Its printed name, such as "ISO/IEC 27001:2022".
    pub fn label(self) -> Option<ValueRef<'m>> {
        self.0.values(field::CATALOG_LABEL).find(|v| v.is_known())
    }

    /// What is to be known about this copy.
    pub fn note(self) -> Option<ValueRef<'m>> {
        self.0.values(field::CATALOG_NOTE).find(|v| v.is_known())
    }

    /// Amendments that are worked in.
    pub fn amendments(self) -> Option<ValueRef<'m>> {
        self.0.values(field::CATALOG_AMENDMENTS).find(|v| v.is_known())
    }
}

view! {
    /// A chapter of a catalog.
    Group = Shows::Kind(kind::GROUP), is []
}

impl<'m> Group<'m> {
    /// Its number as printed, where that differs from its name.
    pub fn label(self) -> Option<ValueRef<'m>> {
        self.0.values(field::GROUP_LABEL).find(|v| v.is_known())
    }

    /// What it is about, in our words.
    pub fn purpose(self) -> Option<ValueRef<'m>> {
        self.0.values(field::GROUP_PURPOSE).find(|v| v.is_known())
    }
}

view! {
    /// A control: something one can do for information security. A statement of applicability decides on each.
    Control = Shows::Kind(kind::CONTROL), is []
}

impl<'m> Control<'m> {
    /// Its number as printed, where that differs from its name.
    pub fn label(self) -> Option<ValueRef<'m>> {
        self.0.values(field::CONTROL_LABEL).find(|v| v.is_known())
    }

    /// What it is for, in our words.
    pub fn purpose(self) -> Option<ValueRef<'m>> {
        self.0.values(field::CONTROL_PURPOSE).find(|v| v.is_known())
    }

    /// Which subjects coverage is asked for (our reading).
    pub fn about(self) -> Option<Concern> {
        self.0.values(field::CONTROL_ABOUT).find_map(Concern::from_value)
    }

    /// What it takes for granted. Where the scope has it, excluding the control is questioned (our reading).
    pub fn presumes(self) -> impl Iterator<Item = Circumstance> {
        self.0.values(field::CONTROL_PRESUMES).filter_map(Circumstance::from_value)
    }

    /// Whether it asks for something in writing.
    pub fn document(self) -> Option<DocumentNeed> {
        self.0.values(field::CONTROL_DOCUMENT).find_map(DocumentNeed::from_value)
    }

    /// When it takes effect: before, while or after something happens.
    pub fn control_type(self) -> impl Iterator<Item = ControlType> {
        self.0.values(field::CONTROL_CONTROL_TYPE).filter_map(ControlType::from_value)
    }

    /// What it protects.
    pub fn properties(self) -> impl Iterator<Item = Property> {
        self.0.values(field::CONTROL_PROPERTIES).filter_map(Property::from_value)
    }

    /// The cybersecurity functions it serves.
    pub fn concepts(self) -> impl Iterator<Item = CybersecurityConcept> {
        self.0.values(field::CONTROL_CONCEPTS).filter_map(CybersecurityConcept::from_value)
    }

    /// The fields of practice it belongs to.
    pub fn capabilities(self) -> impl Iterator<Item = OperationalCapability> {
        self.0.values(field::CONTROL_CAPABILITIES).filter_map(OperationalCapability::from_value)
    }

    /// The security domains it belongs to.
    pub fn domains(self) -> impl Iterator<Item = SecurityDomain> {
        self.0.values(field::CONTROL_DOMAINS).filter_map(SecurityDomain::from_value)
    }

    /// Whether it is new in this edition.
    pub fn new(self) -> Option<bool> {
        self.0.values(field::CONTROL_NEW).find_map(ValueRef::bool)
    }
}

view! {
    /// A requirement: a clause, an article, a criterion. It is never excluded.
    Requirement = Shows::Kind(kind::REQUIREMENT), is []
}

impl<'m> Requirement<'m> {
    /// Its number as printed, where that differs from its name.
    pub fn label(self) -> Option<ValueRef<'m>> {
        self.0.values(field::REQUIREMENT_LABEL).find(|v| v.is_known())
    }

    /// What it asks for, in our words.
    pub fn purpose(self) -> Option<ValueRef<'m>> {
        self.0.values(field::REQUIREMENT_PURPOSE).find(|v| v.is_known())
    }

    /// The documented information it asks for.
    pub fn document(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.values(field::REQUIREMENT_DOCUMENT).filter(|v| v.is_known())
    }

    /// Whether it asks for that in so many words.
    pub fn document_need(self) -> Option<DocumentNeed> {
        self.0.values(field::REQUIREMENT_DOCUMENT_NEED).find_map(DocumentNeed::from_value)
    }

    /// The amendment that changed it.
    pub fn amended_by(self) -> Option<ValueRef<'m>> {
        self.0.values(field::REQUIREMENT_AMENDED_BY).find(|v| v.is_known())
    }

    /// Whether it is new in this edition.
    pub fn new(self) -> Option<bool> {
        self.0.values(field::REQUIREMENT_NEW).find_map(ValueRef::bool)
    }
}

view! {
    /// How two catalogs relate, entry by entry (NIST IR 8477). The first side of each line is an entry of the catalog
    /// after `from`, the second of the one after `to`.
    Crosswalk = Shows::Kind(kind::CROSSWALK), is []
}

impl<'m> Crosswalk<'m> {
    /// What stands in its header: `from catalog`.
    pub fn head_from(self) -> Option<Catalog<'m>> {
        self.0.head(Prep::From).find_map(ValueRef::view)
    }

    /// What stands in its header: `to catalog`.
    pub fn head_to(self) -> Option<Catalog<'m>> {
        self.0.head(Prep::To).find_map(ValueRef::view)
    }

    /// Both ask for the same.
    pub fn equal(self) -> impl Iterator<Item = CrosswalkEqual<'m>> {
        self.0.phrases(field::CROSSWALK_EQUAL).map(CrosswalkEqual)
    }

    /// The first is part of the second: whoever does the second in full does the first.
    pub fn subset(self) -> impl Iterator<Item = CrosswalkSubset<'m>> {
        self.0.phrases(field::CROSSWALK_SUBSET).map(CrosswalkSubset)
    }

    /// The first holds the second: whoever does the first in full does the second.
    pub fn superset(self) -> impl Iterator<Item = CrosswalkSuperset<'m>> {
        self.0.phrases(field::CROSSWALK_SUPERSET).map(CrosswalkSuperset)
    }

    /// They have something in common, and neither holds the other.
    pub fn intersects(self) -> impl Iterator<Item = CrosswalkIntersects<'m>> {
        self.0.phrases(field::CROSSWALK_INTERSECTS).map(CrosswalkIntersects)
    }

    /// Who published it.
    pub fn source(self) -> Option<ValueRef<'m>> {
        self.0.values(field::CROSSWALK_SOURCE).find(|v| v.is_known())
    }

    /// Under which licence.
    pub fn licence(self) -> Option<ValueRef<'m>> {
        self.0.values(field::CROSSWALK_LICENCE).find(|v| v.is_known())
    }

    /// What is to be known about it.
    pub fn note(self) -> Option<ValueRef<'m>> {
        self.0.values(field::CROSSWALK_NOTE).find(|v| v.is_known())
    }
}

/// In a `crosswalk`: `equal*: one-of(from)+ to one-of(to)+ because? text`.
#[derive(Clone, Copy)]
pub struct CrosswalkEqual<'m>(Phrase<'m>);

impl<'m> CrosswalkEqual<'m> {
    /// The phrase itself.
    pub fn phrase(self) -> Phrase<'m> {
        self.0
    }

    /// What stands before the first preposition.
    pub fn values(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.lead().filter(|v| v.is_known())
    }

    /// `to one-of(to)+`.
    pub fn to(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.part(Prep::To).filter(|v| v.is_known())
    }

    /// `because? text`.
    pub fn because(self) -> Option<ValueRef<'m>> {
        self.0.part(Prep::Because).find(|v| v.is_known())
    }
}

/// In a `crosswalk`: `subset*: one-of(from)+ of one-of(to)+ because? text`.
#[derive(Clone, Copy)]
pub struct CrosswalkSubset<'m>(Phrase<'m>);

impl<'m> CrosswalkSubset<'m> {
    /// The phrase itself.
    pub fn phrase(self) -> Phrase<'m> {
        self.0
    }

    /// What stands before the first preposition.
    pub fn values(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.lead().filter(|v| v.is_known())
    }

    /// `of one-of(to)+`.
    pub fn of(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.part(Prep::Of).filter(|v| v.is_known())
    }

    /// `because? text`.
    pub fn because(self) -> Option<ValueRef<'m>> {
        self.0.part(Prep::Because).find(|v| v.is_known())
    }
}

/// In a `crosswalk`: `superset*: one-of(from)+ of one-of(to)+ because? text`.
#[derive(Clone, Copy)]
pub struct CrosswalkSuperset<'m>(Phrase<'m>);

impl<'m> CrosswalkSuperset<'m> {
    /// The phrase itself.
    pub fn phrase(self) -> Phrase<'m> {
        self.0
    }

    /// What stands before the first preposition.
    pub fn values(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.lead().filter(|v| v.is_known())
    }

    /// `of one-of(to)+`.
    pub fn of(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.part(Prep::Of).filter(|v| v.is_known())
    }

    /// `because? text`.
    pub fn because(self) -> Option<ValueRef<'m>> {
        self.0.part(Prep::Because).find(|v| v.is_known())
    }
}

/// In a `crosswalk`: `intersects*: one-of(from)+ with one-of(to)+ because? text`.
#[derive(Clone, Copy)]
pub struct CrosswalkIntersects<'m>(Phrase<'m>);

impl<'m> CrosswalkIntersects<'m> {
    /// The phrase itself.
    pub fn phrase(self) -> Phrase<'m> {
        self.0
    }

    /// What stands before the first preposition.
    pub fn values(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.lead().filter(|v| v.is_known())
    }

    /// `with one-of(to)+`.
    pub fn with(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.part(Prep::With).filter(|v| v.is_known())
    }

    /// `because? text`.
    pub fn because(self) -> Option<ValueRef<'m>> {
        self.0.part(Prep::Because).find(|v| v.is_known())
    }
}

view! {
    /// A rule of your own. It is a problem with a name, reported for each thing that breaks it.
    Rule = Shows::Kind(kind::RULE), is []
}

impl<'m> Rule<'m> {
    /// What is looked at, one after the other, and the letter or word it is called by: `p in policy`.
    pub fn each(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.values(field::RULE_EACH).filter(|v| v.is_known())
    }

    /// Which of them the rule is about.
    pub fn where_(self) -> Option<ValueRef<'m>> {
        self.0.values(field::RULE_WHERE).find(|v| v.is_known())
    }

    /// What must be true of each.
    pub fn require(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.values(field::RULE_REQUIRE).filter(|v| v.is_known())
    }

    /// How serious a breach is.
    pub fn level(self) -> Option<ProblemLevel> {
        self.0.values(field::RULE_LEVEL).find_map(ProblemLevel::from_value)
    }

    /// How serious it is with `--release`, when something is published or shown to an auditor.
    pub fn release(self) -> Option<ProblemLevel> {
        self.0.values(field::RULE_RELEASE).find_map(ProblemLevel::from_value)
    }

    /// What several breaches are called together, such as "documents that nobody reviews". All of them are then one
    /// problem that counts them.
    pub fn together(self) -> Option<ValueRef<'m>> {
        self.0.values(field::RULE_TOGETHER).find(|v| v.is_known())
    }

    /// What is said when it is broken. Names in braces are filled in.
    pub fn message(self) -> Option<ValueRef<'m>> {
        self.0.values(field::RULE_MESSAGE).find(|v| v.is_known())
    }

    /// A few words that stand at the place, beside the message. Names in braces are filled in.
    pub fn label(self) -> Option<ValueRef<'m>> {
        self.0.values(field::RULE_LABEL).find(|v| v.is_known())
    }

    /// What to do about it. Names in braces are filled in.
    pub fn remedy(self) -> Option<ValueRef<'m>> {
        self.0.values(field::RULE_REMEDY).find(|v| v.is_known())
    }

    /// What the rule rests on. Without it, it is your own rule.
    pub fn basis(self) -> Option<ProblemBasis> {
        self.0.values(field::RULE_BASIS).find_map(ProblemBasis::from_value)
    }

    /// The clauses and controls behind it; in quotes where a part of one is meant, such as "6.2 b)".
    pub fn clause(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.values(field::RULE_CLAUSE).filter(|v| v.is_known())
    }

    /// Why the rule is there, and how to mend a breach. `annexa explain` shows it.
    pub fn body(self) -> impl Iterator<Item = ValueRef<'m>> {
        self.0.values(field::RULE_BODY).filter(|v| v.is_known())
    }
}

/// The fields that the compiler works out.
pub trait Derived<'m> {
    /// How its approval stands. Absent where nobody is asked for one, or not yet.
    fn approvable_approval_state(&self, of: Approvable<'m>) -> Option<ApprovalState>;

    /// How far the work has come at the date of the check, everything considered. Absent where nothing is begun.
    fn implements_state(&self, of: Implements<'m>) -> Option<Progress>;

    /// The declared persons who hold the role today, by its lines and by the file that `people:` of the organization names.
    fn role_held_by(&self, of: Role<'m>) -> Vec<Person<'m>>;

    /// Whether anybody holds the role today, declared or not.
    fn role_held(&self, of: Role<'m>) -> Option<bool>;

    /// The level if nothing were done.
    fn risk_inherent_level(&self, of: Risk<'m>) -> Option<(Name, u16)>;

    /// The level today.
    fn risk_level(&self, of: Risk<'m>) -> Option<(Name, u16)>;

    /// The level once the treatment is in force.
    fn risk_residual_level(&self, of: Risk<'m>) -> Option<(Name, u16)>;

    /// Of the controls and suppliers that treat it, those that are in force for what it threatens.
    fn risk_in_force(&self, of: Risk<'m>) -> Vec<Decl<'m>>;

    /// Whether any part of what is done about it is in force.
    fn risk_eased(&self, of: Risk<'m>) -> Option<bool>;

    /// How its acceptance stands. Absent where nobody is asked for one.
    fn risk_acceptance(&self, of: Risk<'m>) -> Option<AcceptanceState>;

    /// How it stands by its measures: missed where one of them missed its target, met where all met theirs.
    fn objective_result(&self, of: Objective<'m>) -> Option<MeasureResult>;

    /// Whether the target was met in the last full period. A period is over on the day after its last.
    fn measure_result(&self, of: Measure<'m>) -> Option<MeasureResult>;

    /// The first day of the period, or of the reading, since which the target was missed without a break.
    fn measure_missed_since(&self, of: Measure<'m>) -> Option<Date>;

    /// How it stands at the date of the check. Absent where nothing was gathered or seen.
    fn evidence_state(&self, of: Evidence<'m>) -> Option<EvidenceState>;

    /// How it stands at the date of the check, for each scope whose statement of applicability decides on it.
    fn control_state(&self, of: Control<'m>, scope: Scope<'m>) -> Option<CoverageState>;
}
