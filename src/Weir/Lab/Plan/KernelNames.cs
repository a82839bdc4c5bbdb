using System.Text;

namespace Weir.Lab.Plan;

/// <summary>Names of interfaces in the 15 characters that Linux allows. A name that fits stays as it is; of a longer one stay the first 6 characters, and 8 of a hash of the whole follow.</summary>
public static class KernelNames
{
    /// <summary>Characters of a name at most.</summary>
    public const int Limit = 15;

    /// <summary>The name in at most <see cref="Limit"/> characters.</summary>
    public static string Of(string fullName)
    {
        if (fullName.Length <= Limit) { return fullName; }
        // FNV-1a: a hash that never changes and needs no library.
        ulong hash = 14695981039346656037;
        foreach (byte one in Encoding.UTF8.GetBytes(fullName)) { hash = (hash ^ one) * 1099511628211; }
        return string.Create(null, $"{fullName.AsSpan(0, 6)}.{(uint)(hash ^ (hash >> 32)):x8}");
    }
}
