namespace Weir.Platform;

/// <summary>Why an ordinary user cannot make a user namespace here.</summary>
/// <param name="Reason">What stands against it, in a sentence without a full stop.</param>
/// <param name="Remedy">The command that changes it, as the superuser.</param>
internal sealed record UserNamespaceRefusal(string Reason, string Remedy);
