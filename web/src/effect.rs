//! Effects of what has changed. Yew's own hook compiles its life cycle anew for every type and every closure, a kilobyte each time; here
//! only the comparison is.

use std::{any::Any, rc::Rc};

use yew::{hook, use_effect_with, use_mut_ref};

/// Calls `effect` after the first render, and after each one in which something else is `seen` than before.
#[hook]
pub(crate) fn use_effect_of<T: PartialEq + 'static>(seen: T, effect: impl FnOnce(&T) + 'static) {
    let seen = Rc::new(seen);
    let is_same = {
        let seen = Rc::clone(&seen);
        move |before: &dyn Any| before.downcast_ref::<T>() == Some(&*seen)
    };
    let shared: Rc<dyn Any> = Rc::clone(&seen) as Rc<dyn Any>;
    use_effect_unless(shared, Box::new(is_same), Box::new(move || effect(&seen)));
}

/// Whether what was seen before is the same.
type IsSame = Box<dyn Fn(&dyn Any) -> bool>;

#[hook]
fn use_effect_unless(seen: Rc<dyn Any>, is_same: IsSame, effect: Box<dyn FnOnce()>) {
    let before = use_mut_ref(|| None::<Rc<dyn Any>>);
    let changes = use_mut_ref(|| 0_u32);
    if !before.borrow().as_deref().is_some_and(is_same) {
        *before.borrow_mut() = Some(seen);
        *changes.borrow_mut() += 1;
    }
    let count = *changes.borrow();
    use_effect_with(count, move |_| effect());
}
