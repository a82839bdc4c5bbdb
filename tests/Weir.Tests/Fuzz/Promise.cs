namespace Weir.Tests.Fuzz;

/// <summary>What a decoder promises for every input.</summary>
internal static class Promise
{
    /// <summary>Throws with the text when the promise is broken.</summary>
    public static void Holds(bool kept, string promise)
    {
        if (!kept) { throw new InvalidOperationException($"broken promise: {promise}"); }
    }
}
