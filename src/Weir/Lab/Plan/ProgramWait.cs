namespace Weir.Lab.Plan;

/// <summary>Something that a program waits for before it starts.</summary>
/// <param name="Program">The other program.</param>
/// <param name="UntilExit">True when it waits until that one has ended; false when being ready is enough.</param>
public sealed record ProgramWait(string Program, bool UntilExit);
