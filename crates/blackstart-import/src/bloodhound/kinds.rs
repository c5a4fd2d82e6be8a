//! Every kind of edge that is known: a technique of the library, a membership, or no way by itself; and why. Directions and effects are those of
//! BloodHound's documentation (docs/reference/bloodhound.md).

/// What an edge becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Becomes {
    /// Whoever has the start has the end, without a step.
    Membership,
    /// A technique of the shipped library, by its id.
    Technique(&'static str),
    /// No way by itself.
    NoWay,
}

/// A kind of edge.
#[derive(Clone, Copy, Debug)]
pub struct EdgeKind {
    /// Its name in BloodHound.
    pub name: &'static str,
    /// What it becomes.
    pub becomes: Becomes,
    /// Why.
    pub why: &'static str,
}

macro_rules! kinds {
    ($( $becomes:expr, $why:literal: $($name:ident)* ;)*) => {
        &[ $( $( EdgeKind { name: stringify!($name), becomes: $becomes, why: $why }, )* )* ]
    };
}

use Becomes::{Membership, NoWay, Technique};

/// All of them. Where one holder has several ways to one end, the first of these is taken: the easiest come first.
pub static KINDS: &[EdgeKind] = kinds! {
    Membership, "a member has the rights of its group": MemberOf ClaimSpecialIdentity;
    Membership, "the account's tickets carry the other's rights": HasSIDHistory;
    Membership, "who controls a container controls what it contains; the step that took the container has the time": Contains;
    Technique("directory.stored-secret"), "the password is read and used":
        ReadLAPSPassword SyncLAPSPassword ReadGMSAPassword DumpSMSAPassword;
    Technique("directory.stored-secret"), "the domain's controllers hold the key of the account that stands for it in the other domain": HasTrustKeys;
    Technique("directory.admin-logon"), "an administrator of the computer logs on": AdminTo;
    Technique("directory.group-change"), "whoever may add members adds an account of its own": AddMember AddSelf;
    Technique("directory.replication"), "every secret of the domain is replicated": DCSync;
    Technique("directory.directory-database"), "a domain controller holds every secret of the domain": DCFor;
    Technique("directory.password-reset"), "the password is set without knowing the old one": ForceChangePassword;
    Technique("directory.password-reset"), "the password of the one account is written to the other": SyncedToADUser SyncedToEntraUser;
    Technique("directory.object-change"), "the object is changed so that it can be used":
        GenericAll GenericWrite AllExtendedRights AddKeyCredentialLink WriteAccountRestrictions AddAllowedToAct
        WriteAltSecurityIdentities WritePublicInformation;
    Technique("directory.rights-change"), "rights are granted first, then used":
        Owns OwnsLimitedRights WriteDacl WriteOwner WriteOwnerLimitedRights;
    Technique("directory.session-theft"), "credentials of who is logged on are in the computer's memory": HasSession;
    Technique("directory.policy-change"), "computers and users apply the policies that are linked to where they are":
        GPLink WriteGPLink CanApplyGPO;
    Technique("directory.delegation"), "the computer accepts tickets in another's name":
        AllowedToDelegate AllowedToAct CoerceToTGT;
    Technique("directory.delegation"), "the other domain's controllers send their tickets to computers that are trusted for delegation": AbuseTGTDelegation;
    Technique("directory.certificate"), "a certificate stands for a password":
        ADCSESC1 ADCSESC3 ADCSESC4 ADCSESC6a ADCSESC6b ADCSESC9a ADCSESC9b ADCSESC10a ADCSESC10b ADCSESC13 GoldenCert;
    Technique("directory.trust"), "domains of one forest believe each other": SameForestTrust SpoofSIDHistory;
    Technique("directory.user-logon"), "a logon without administrator's rights, which must be raised":
        CanRDP CanPSRemote ExecuteDCOM SQLAdmin;
    Technique("directory.relay"), "the computer is made to log on, and its logon is relayed":
        CoerceAndRelayNTLMToSMB CoerceAndRelayNTLMToLDAP CoerceAndRelayNTLMToLDAPS CoerceAndRelayNTLMToADCS;
    Technique("directory.kerberoasting"), "a service name makes the account's password crackable": WriteSPN;
    NoWay, "replication takes both rights; whoever has both gets the edge DCSync": GetChanges GetChangesAll;
    NoWay, "only together with another right, which gives SyncLAPSPassword": GetChangesInFilteredSet;
    NoWay, "whether an owner has its rights is decided first; Owns, WriteOwner and those with LimitedRights follow from it": OwnsRaw WriteOwnerRaw;
    NoWay, "a trust alone gives no rights": CrossForestTrust TrustedBy;
    NoWay, "AdminTo, CanRDP and the like follow from it": LocalToComputer MemberOfLocalGroup RemoteInteractiveLogonRight;
    NoWay, "the edges ADCSESC1 to ADCSESC13 and GoldenCert follow from it":
        Enroll EnrollOnBehalfOf ManageCA ManageCertificates PublishedTo IssuedSignedBy RootCAFor EnterpriseCAFor NTAuthStoreFor
        TrustedForNTAuth HostsCAService DelegatedEnrollmentAgent WritePKIEnrollmentFlag WritePKINameFlag ExtendedByPolicy OIDGroupLink;
    NoWay, "it says how rights are inherited, which the collector has resolved": PropagatesACEsTo ProtectAdminGroups;
};

/// A known kind, by its name.
pub(super) fn find(name: &str) -> Option<u8> {
    KINDS.iter().position(|kind| kind.name == name).and_then(|at| u8::try_from(at).ok())
}

/// The number of a technique for the easiest kind of edge that becomes it; memberships are 0.
pub(super) fn technique(kind: u8) -> u8 {
    let becomes = KINDS[usize::from(kind)].becomes;
    let first = KINDS.iter().position(|it| it.becomes == becomes);
    first.and_then(|at| u8::try_from(at).ok()).unwrap_or(kind)
}

/// Whether the edge is a membership.
pub(super) fn is_membership(kind: u8) -> bool {
    KINDS[usize::from(kind)].becomes == Membership
}
